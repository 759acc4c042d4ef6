use super::id_token_hint::read_hint;
use crate::{
    client::AuthMethod,
    flow::{CurrentUser, Environment},
    foundation::{TenantScope, Timestamp},
    oauth::{AuthorizationRequest, OAuthCode, Refusal, acr_of, subject_of},
    store::StoreError,
};

/// What comes next for an authorization request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationStep {
    /// The user is asked for consent.
    Consent,
    /// Everything is there: a code is issued.
    Issue,
    /// The client is told no.
    Refuse(Refusal),
    /// The user signs in, perhaps anew.
    SignIn,
    /// The user signs up.
    SignUp,
}

/// Decides what comes next. `asked_at` is when this browser was first sent to sign in for this very request: a
/// sign-in since then is a fresh one (OpenID Connect Core 3.1.2.1, 3.1.2.6).
pub(crate) async fn decide_authorization(
    env: &Environment,
    scope: &TenantScope,
    request: &AuthorizationRequest,
    (who, asked_at): (Option<&CurrentUser>, Option<Timestamp>),
) -> Result<AuthorizationStep, StoreError> {
    let silent = request.prompt.none;
    let Some(who) = who else {
        return Ok(sign_in(request));
    };
    let is_fresh = asked_at.is_some_and(|asked| who.session.auth_time >= asked);
    match is_expected(scope, request, who) {
        Some(true) => {}
        Some(false) if silent || is_fresh => return Ok(refuse(OAuthCode::LoginRequired)),
        Some(false) => return Ok(sign_in(request)),
        None => {
            let told = Refusal::request("id_token_hint is not an ID token of this issuer");
            return Ok(AuthorizationStep::Refuse(told));
        }
    }
    let too_old = request
        .max_age
        .is_some_and(|age| who.session.auth_time.plus_seconds(age) < env.now());
    if !is_fresh && (too_old || request.prompt.wants_sign_in()) {
        return Ok(sign_in(request));
    }
    if let Some(wanted) = request.essential_acr()
        && !wanted.contains(&acr_of(&who.session.amr))
    {
        return Ok(refuse(OAuthCode::UnmetAuthenticationRequirements));
    }
    if needs_consent(env, scope, request, who).await? {
        return Ok(if silent {
            refuse(OAuthCode::ConsentRequired)
        } else {
            AuthorizationStep::Consent
        });
    }
    Ok(AuthorizationStep::Issue)
}

const fn sign_in(request: &AuthorizationRequest) -> AuthorizationStep {
    if request.prompt.none {
        refuse(OAuthCode::LoginRequired)
    } else if request.prompt.create {
        AuthorizationStep::SignUp
    } else {
        AuthorizationStep::SignIn
    }
}

const fn refuse(code: OAuthCode) -> AuthorizationStep {
    let description = match code {
        OAuthCode::ConsentRequired => "the user has to consent",
        OAuthCode::UnmetAuthenticationRequirements => {
            "the user did not sign in as strongly as is essential"
        }
        _ => "the user has to sign in",
    };
    AuthorizationStep::Refuse(Refusal::new(code, description))
}

/// Whether this is the user that the client expects; `None` if its hint is no ID token of ours.
fn is_expected(
    scope: &TenantScope,
    request: &AuthorizationRequest,
    who: &CurrentUser,
) -> Option<bool> {
    let subject = subject_of(scope, &request.client.metadata, who.user.id);
    if let Some(token) = &request.id_token_hint {
        let hint = read_hint(scope, token)?;
        let is_own = hint.client_id == request.client.client_id.as_str();
        if !is_own || hint.subject != subject {
            return Some(false);
        }
    }
    // OpenID Connect Core 5.5: a `sub` that is asked for by value is a hint too.
    let wished = request.claims.id_token.get("sub");
    Some(wished.is_none_or(|wish| {
        wish.values.is_empty() || wish.values.iter().any(|value| *value == *subject)
    }))
}

/// A client of the tenant's own house needs none. Any other one's consent is remembered, unless its identity is
/// not assured: a public client behind an address that anybody on the device may take (RFC 8252 8.6).
async fn needs_consent(
    env: &Environment,
    scope: &TenantScope,
    request: &AuthorizationRequest,
    who: &CurrentUser,
) -> Result<bool, StoreError> {
    if request.prompt.consent {
        return Ok(true);
    }
    let metadata = &request.client.metadata;
    if metadata.first_party {
        return Ok(false);
    }
    let is_assured = metadata.token_endpoint_auth_method != AuthMethod::None
        || request.to.uri.starts_with("https://");
    let reader = env.store.reader(scope);
    let consent = reader.find_consent(who.user.id, request.client.id).await?;
    let covers = consent.is_some_and(|given| request.consented_scope().is_within(&given.scope));
    Ok(!(covers && is_assured))
}
