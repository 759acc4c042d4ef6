use async_trait::async_trait;
use serde_json::json;

use super::{
    AuthenticatedClient, IssuedTokens, TokenError,
    issue::{Issue, check_keys, issue},
};
use crate::{
    client::GrantType,
    event::{Event, EventKind},
    flow::{Environment, open_session::refresh_expiry},
    foundation::{EventId, PlainToken, RequestContext, TenantScope, Timestamp, TokenKind},
    oauth::{
        AuthorizationCode, Challenge, OAuthCode, Parameters, Refusal, is_verifier,
        narrowed_resources,
    },
    refresh::{Family, NewRefreshToken},
    store::{Consumed, StoreError, Unit, Verdict, Work},
    user::{User, UserStatus},
};

/// Replaces a code by tokens (RFC 6749 4.1.3, RFC 7636 4.6).
///
/// Who is not the code's client learns nothing and changes nothing. For its client a wrong verifier uses the code
/// up, so that nobody guesses twice. A second use that is right in everything else ends what the first one got;
/// one with a wrong verifier does not, or else a thief of the code could sign the user out (OAuth 2.1 4.1.3).
pub(crate) async fn exchange_code(
    env: &Environment,
    scope: &TenantScope,
    (client, form): (&AuthenticatedClient, &Parameters),
    context: &RequestContext,
) -> Result<IssuedTokens, TokenError> {
    let client = &client.client;
    if !client.metadata.allows(GrantType::AuthorizationCode) {
        let told = "this client may not use codes";
        return Err(Refusal::new(OAuthCode::UnauthorizedClient, told).into());
    }
    let text = form
        .get("code")
        .ok_or(Refusal::request("code is missing"))?;
    let verifier = form.get("code_verifier");
    if verifier.is_some_and(|verifier| !is_verifier(verifier)) {
        let told = "code_verifier has 43 to 128 unreserved characters";
        return Err(Refusal::request(told).into());
    }
    let token = PlainToken::parse(TokenKind::AuthorizationCode, text)
        .map_err(|_| TokenError::INVALID_GRANT)?;
    let reader = env.store.reader(scope);
    let code = reader.find_authorization_code(&token.hash()).await?;
    let code = code
        .filter(|code| code.client == client.id)
        .ok_or(TokenError::INVALID_GRANT)?;
    check_redirect(&code, form)?;
    let proof = check_verifier(&code, verifier)?;
    let resources = narrowed_resources(&code.granted.resources, form)?;
    check_keys(scope, client, &code.granted.scope)?;
    let family = new_family(env, scope, &code, client.client_id.as_str());
    let refresh = family.offline_access.then(|| env.token(TokenKind::Refresh));
    let work = exchange(
        env,
        scope,
        (&token, proof),
        (&family, refresh.as_ref()),
        context,
    );
    let (user, session_ends) = env.write(scope, work).await??;
    let not_after = if family.offline_access {
        family.expires_at
    } else {
        family.expires_at.min(session_ends)
    };
    let facts = Issue {
        client,
        user: &user,
        family: &family,
        scope: code.granted.scope.clone(),
        resources: &resources,
        nonce: code.nonce.as_deref(),
        not_after,
    };
    issue(env, scope, facts, refresh).await
}

/// RFC 6749 4.1.3 wants the URI again, OAuth 2.1 does without: another one is refused, none is taken.
fn check_redirect(code: &AuthorizationCode, form: &Parameters) -> Result<(), Refusal> {
    match (form.get("redirect_uri"), &code.redirect_uri) {
        (Some(sent), Some(asked)) if sent == asked => Ok(()),
        (None, _) => Ok(()),
        (Some(_), _) => Err(TokenError::INVALID_GRANT),
    }
}

/// Whether the verifier fits. One where no challenge was given is a sign of a downgrade (RFC 9700 4.8.2).
fn check_verifier(code: &AuthorizationCode, verifier: Option<&str>) -> Result<bool, Refusal> {
    let challenge = code.challenge.as_deref().map(Challenge::parse);
    match (challenge, verifier) {
        (None, None) => Ok(true),
        (None, Some(_)) => Err(Refusal::request("there was no code_challenge")),
        (Some(_), None) => Err(Refusal::request("code_verifier is missing")),
        (Some(challenge), Some(verifier)) => {
            Ok(challenge.is_some_and(|challenge| challenge.is_met_by(verifier)))
        }
    }
}

fn new_family(
    env: &Environment,
    scope: &TenantScope,
    code: &AuthorizationCode,
    client_id: &str,
) -> Family {
    let now = env.now();
    Family {
        id: code.family,
        session: code.session,
        user: code.user,
        client_id: client_id.to_owned(),
        resource: None,
        offline_access: code.granted.scope.has("offline_access"),
        amr: code.amr.clone(),
        auth_time: code.auth_time,
        created_at: now,
        expires_at: now.plus_seconds(scope.snapshot().policy.refresh_absolute_seconds),
        ended_at: None,
        granted: Some(code.granted.clone()),
    }
}

fn exchange(
    env: &Environment,
    scope: &TenantScope,
    (token, proof): (&PlainToken, bool),
    (family, refresh): (&Family, Option<&PlainToken>),
    context: &RequestContext,
) -> Exchange {
    let now = env.now();
    let data = json!({
        "user": family.user,
        "family": family.id,
        "client_id": family.client_id,
        "scope": family.granted.as_ref().map(|granted| &granted.scope),
    });
    Exchange {
        token: token.hash(),
        proof,
        family: family.clone(),
        refresh: refresh.map(|refresh| NewRefreshToken {
            hash: refresh.hash(),
            family: family.id,
            previous: None,
            created_at: now,
            expires_at: refresh_expiry(scope, family, now),
        }),
        event: env.event(EventKind::TokensIssued, now, context, data),
    }
}

/// The user, and when the session ends.
type Exchanged = Result<(User, Timestamp), TokenError>;

struct Exchange {
    token: crate::foundation::TokenHash,
    /// Whether the verifier fits.
    proof: bool,
    family: Family,
    refresh: Option<NewRefreshToken>,
    event: Event,
}

impl Exchange {
    fn refusal() -> Exchanged {
        Err(TokenError::INVALID_GRANT.into())
    }

    async fn won(&self, unit: &dyn Unit) -> Result<Verdict<Exchanged>, StoreError> {
        let now = self.event.at;
        let session = unit.find_session_by_id(self.family.session, now).await?;
        let user = unit.find_user(self.family.user).await?;
        let user = user.filter(|user| user.status == UserStatus::Active);
        let (Some(session), Some(user), true) = (session, user, self.proof) else {
            // Used up all the same, and without a trace of its own: nothing was issued.
            return Ok(Verdict::Commit(Self::refusal()));
        };
        unit.insert_family(&self.family).await?;
        if let Some(refresh) = &self.refresh {
            unit.insert_refresh_token(refresh).await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok((user, session.expires_at))))
    }

    async fn spent(
        &self,
        unit: &dyn Unit,
        code: &AuthorizationCode,
    ) -> Result<Verdict<Exchanged>, StoreError> {
        let now = self.event.at;
        if !self.proof || !unit.end_family(code.family, now).await? {
            return Ok(Verdict::Rollback(Self::refusal()));
        }
        let event = self
            .event
            .become_kind(EventKind::AuthorizationCodeReused, self.event.data.clone());
        unit.append_event(&event).await?;
        Ok(Verdict::Commit(Self::refusal()))
    }
}

#[async_trait]
impl Work for Exchange {
    type Out = Exchanged;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Exchanged>, StoreError> {
        let kept = self.family.expires_at;
        match unit
            .consume_authorization_code(&self.token, self.event.at, kept)
            .await?
        {
            Consumed::Won(_) => self.won(unit).await,
            Consumed::Spent(code) => self.spent(unit, &code).await,
            Consumed::Absent => Ok(Verdict::Rollback(Self::refusal())),
        }
    }
}
