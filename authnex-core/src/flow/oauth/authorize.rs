use async_trait::async_trait;
use serde_json::json;

use super::AuthorizeError;
use crate::{
    event::{Event, EventKind},
    flow::{CurrentUser, Environment, environment::new_id},
    foundation::{EventId, FamilyId, RequestContext, TenantScope, TokenKind},
    oauth::{
        AuthorizationCode, AuthorizationRequest, AuthorizationResponse, Challenge, Consent,
        Granted, NewAuthorizationCode, acr_of,
    },
    store::{StoreError, Unit, Verdict, Work},
    user::UserStatus,
};

/// An authorization that is decided: who grants what, and whether that was said on a page just now.
#[derive(Debug)]
pub(crate) struct Authorizing<'a> {
    pub(crate) request: &'a AuthorizationRequest,
    pub(crate) who: &'a CurrentUser,
    pub(crate) consented: bool,
}

/// Issues a code, and remembers the consent, in one unit.
pub(crate) async fn authorize(
    env: &Environment,
    scope: &TenantScope,
    authorizing: Authorizing<'_>,
    context: &RequestContext,
) -> Result<AuthorizationResponse, AuthorizeError> {
    let request = authorizing.request;
    let code = env.token(TokenKind::AuthorizationCode);
    let now = env.now();
    let user = authorizing.who.user.id;
    let data = json!({
        "user": user,
        "session": authorizing.who.session.id,
        "client": request.client.id,
        "client_id": request.client.client_id,
        "scope": request.scope,
    });
    let consent = authorizing.consented.then(|| Consent {
        user,
        client: request.client.id,
        scope: request.consented_scope(),
        granted_at: now,
    });
    let work = IssueCode {
        new: NewAuthorizationCode {
            hash: code.hash(),
            code: new_code(env, &authorizing),
        },
        consented: consent
            .as_ref()
            .map(|_| env.event(EventKind::ConsentGranted, now, context, data.clone())),
        consent,
        event: env.event(EventKind::AuthorizationGranted, now, context, data),
    };
    if env.write(scope, work).await? {
        let issuer = &scope.snapshot().issuer;
        Ok(AuthorizationResponse::code(&request.to, issuer, &code))
    } else {
        Err(AuthorizeError::SessionEnded)
    }
}

fn new_code(env: &Environment, authorizing: &Authorizing<'_>) -> AuthorizationCode {
    let (request, session) = (authorizing.request, &authorizing.who.session);
    let now = env.now();
    AuthorizationCode {
        client: request.client.id,
        user: session.user,
        session: session.id,
        family: new_id!(env, FamilyId),
        redirect_uri: request.to.was_named.then(|| request.to.uri.clone()),
        challenge: request
            .challenge
            .as_ref()
            .map(Challenge::as_str)
            .map(str::to_owned),
        nonce: request.nonce.clone(),
        granted: Granted {
            client: request.client.id,
            scope: request.scope.clone(),
            resources: request.resources.clone(),
            claims: request.claims.clone(),
            acr: acr_of(&session.amr).to_owned(),
        },
        amr: session.amr.clone(),
        auth_time: session.auth_time,
        created_at: now,
        expires_at: now.plus_seconds(AuthorizationCode::LIFE_SECONDS),
        used_at: None,
    }
}

struct IssueCode {
    new: NewAuthorizationCode,
    consent: Option<Consent>,
    consented: Option<Event>,
    event: Event,
}

impl IssueCode {
    /// Session, user and client are looked at once more where it counts.
    async fn may_go_on(&self, unit: &dyn Unit) -> Result<bool, StoreError> {
        let code = &self.new.code;
        let session = unit.find_session_by_id(code.session, self.event.at).await?;
        let user = unit.find_user(code.user).await?;
        let client = unit.find_client(code.client).await?;
        Ok(session.is_some_and(|session| session.user == code.user)
            && user.is_some_and(|user| user.status == UserStatus::Active)
            && client.is_some_and(|client| client.enabled))
    }
}

#[async_trait]
impl Work for IssueCode {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        if !self.may_go_on(unit).await? {
            return Ok(Verdict::Rollback(false));
        }
        if let Some(consent) = &self.consent {
            let before = unit.find_consent(consent.user, consent.client).await?;
            let scope = before.map_or_else(
                || consent.scope.clone(),
                |before| before.scope.united(&consent.scope),
            );
            let consent = Consent {
                scope,
                ..consent.clone()
            };
            unit.put_consent(&consent).await?;
        }
        unit.insert_authorization_code(&self.new).await?;
        unit.append_event(&self.event).await?;
        if let Some(event) = &self.consented {
            unit.append_event(event).await?;
        }
        Ok(Verdict::Commit(true))
    }
}
