use std::collections::BTreeSet;

use super::{
    Challenge, ClaimsRequest, OAuthCode, Parameters, Prompt, Refusal, ResponseMode, ReturnAddress,
    ScopeSet, requested_scope::allowed_scope, requested_scope::may_ask_for,
    resource::allowed_resources, user_claims::scope_of,
};
use crate::{
    client::{AuthMethod, Client, GrantType},
    role::Permission,
};

/// Why an authorization request is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestFault {
    /// Client or redirect URI are not to be trusted: the user sees a page, and nothing is sent anywhere.
    #[error("{0}")]
    Page(Refusal),
    /// The client is told.
    #[error("{1}")]
    Redirect(ReturnAddress, Refusal),
}

/// An authorization request that was read and found sound (RFC 6749 4.1.1, OpenID Connect Core 3.1.2.1).
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    /// Who asks.
    pub client: Client,
    /// Where the answer goes.
    pub to: ReturnAddress,
    /// What is asked for.
    pub scope: ScopeSet,
    /// For which resources.
    pub resources: Vec<String>,
    /// What the code is bound to.
    pub challenge: Option<Challenge>,
    /// What the ID token is bound to.
    pub nonce: Option<String>,
    /// What the user is to be shown.
    pub prompt: Prompt,
    /// How old the sign-in may be, in seconds.
    pub max_age: Option<u32>,
    /// Claims asked for one by one.
    pub claims: ClaimsRequest,
    /// Authentication contexts that are wanted, best first.
    pub acr_values: Vec<String>,
    /// Who the user says to be.
    pub login_hint: Option<String>,
    /// Who the client takes the user for.
    pub id_token_hint: Option<String>,
}

/// The longest nonce, and the longest hint, in bytes.
const MAX_NONCE: usize = 512;
const MAX_HINT: usize = 256;

impl AuthorizationRequest {
    /// Reads a request of a client that is known and enabled. `permissions` are those of the tenant.
    ///
    /// # Errors
    /// [`RequestFault`] says what is wrong and who is to be told.
    pub fn read(
        client: &Client,
        parameters: &Parameters,
        permissions: &BTreeSet<Permission>,
    ) -> Result<Self, RequestFault> {
        let to = ReturnAddress::read(client, parameters).map_err(RequestFault::Page)?;
        Self::read_rest(client, to.clone(), parameters, permissions)
            .map_err(|refusal| RequestFault::Redirect(to, refusal))
    }

    fn read_rest(
        client: &Client,
        to: ReturnAddress,
        parameters: &Parameters,
        permissions: &BTreeSet<Permission>,
    ) -> Result<Self, Refusal> {
        parameters.refuse_repeated()?;
        to.check_state(parameters)?;
        refuse_unsupported(parameters)?;
        check_response_type(client, parameters)?;
        let challenge = Challenge::read(parameters)?;
        let nonce = bounded(parameters, "nonce", MAX_NONCE)?;
        check_binding(client, challenge.is_some(), nonce.is_some())?;
        let scope = allowed_scope(client, parameters.get("scope"), permissions)?;
        let hint = parameters.get("login_hint");
        Ok(Self {
            client: client.clone(),
            to,
            resources: allowed_resources(client, parameters)?,
            challenge,
            nonce: nonce.map(str::to_owned),
            prompt: Prompt::read(parameters)?,
            max_age: max_age(client, parameters)?,
            claims: wishes(client, parameters)?,
            acr_values: acr_values(client, parameters),
            // What is too long is no name of anybody here.
            login_hint: hint
                .filter(|hint| hint.len() <= MAX_HINT)
                .map(str::to_owned),
            id_token_hint: parameters.get("id_token_hint").map(str::to_owned),
            scope,
        })
    }

    /// Whether it is one of OpenID Connect.
    #[must_use]
    pub fn is_openid(&self) -> bool {
        self.scope.has("openid")
    }

    /// What the user is asked to consent to: the scopes, and those of claims that are asked for one by one.
    #[must_use]
    pub fn consented_scope(&self) -> ScopeSet {
        let wished = self
            .claims
            .userinfo
            .keys()
            .chain(self.claims.id_token.keys());
        let wished: ScopeSet = wished.filter_map(|claim| scope_of(claim)).collect();
        self.scope.united(&wished)
    }

    /// The authentication contexts without which the client does not want to be served (OpenID Connect Core
    /// 5.5.1.1).
    #[must_use]
    pub fn essential_acr(&self) -> Option<Vec<&str>> {
        let wish = self.claims.id_token.get("acr")?;
        let values: Vec<&str> = wish.values.iter().filter_map(|v| v.as_str()).collect();
        (wish.essential && !values.is_empty()).then_some(values)
    }
}

fn bounded<'p>(
    parameters: &'p Parameters,
    name: &str,
    longest: usize,
) -> Result<Option<&'p str>, Refusal> {
    match parameters.get(name) {
        Some(text) if text.len() > longest => Err(Refusal::request("nonce is too long")),
        text => Ok(text),
    }
}

/// What this release does not offer. A foreign `request_uri` is never fetched.
fn refuse_unsupported(parameters: &Parameters) -> Result<(), Refusal> {
    for (name, code, description) in [
        (
            "request",
            OAuthCode::RequestNotSupported,
            "request objects are not supported",
        ),
        (
            "request_uri",
            OAuthCode::RequestUriNotSupported,
            "requests by reference are not supported",
        ),
        (
            "registration",
            OAuthCode::RegistrationNotSupported,
            "registration within the request is not supported",
        ),
    ] {
        if parameters.get(name).is_some() {
            return Err(Refusal::new(code, description));
        }
    }
    Ok(())
}

fn check_response_type(client: &Client, parameters: &Parameters) -> Result<(), Refusal> {
    match parameters.get("response_type") {
        None => return Err(Refusal::request("response_type is missing")),
        Some("code") => {}
        Some(_) => {
            return Err(Refusal::new(
                OAuthCode::UnsupportedResponseType,
                "response_type must be code",
            ));
        }
    }
    if !client.metadata.allows(GrantType::AuthorizationCode) {
        return Err(Refusal::new(
            OAuthCode::UnauthorizedClient,
            "this client may not ask for codes",
        ));
    }
    let mode = parameters.get("response_mode");
    if mode.is_some_and(|mode| ResponseMode::parse(mode).is_none()) {
        return Err(Refusal::request("response_mode must be query or form_post"));
    }
    Ok(())
}

/// Every code hangs on a proof key, or, for a confidential client that says so, on a nonce.
fn check_binding(client: &Client, has_challenge: bool, has_nonce: bool) -> Result<(), Refusal> {
    let metadata = &client.metadata;
    let may_use_nonce =
        !metadata.require_pkce && metadata.token_endpoint_auth_method != AuthMethod::None;
    if has_challenge || (may_use_nonce && has_nonce) {
        Ok(())
    } else if may_use_nonce {
        Err(Refusal::request("send a code_challenge or a nonce"))
    } else {
        Err(Refusal::request("code_challenge is missing"))
    }
}

/// Claims that are asked for one by one; one of a scope that the client may not have is left out, as every claim
/// may be that is not essential to the protocol (OpenID Connect Core 5.5.1).
fn wishes(client: &Client, parameters: &Parameters) -> Result<ClaimsRequest, Refusal> {
    let mut wishes = ClaimsRequest::read(parameters.get("claims"))?;
    let may = |name: &String| scope_of(name).is_none_or(|scope| may_ask_for(client, scope));
    wishes.userinfo.retain(|name, _| may(name));
    wishes.id_token.retain(|name, _| may(name));
    Ok(wishes)
}

fn max_age(client: &Client, parameters: &Parameters) -> Result<Option<u32>, Refusal> {
    let Some(text) = parameters.get("max_age") else {
        return Ok(client.metadata.default_max_age);
    };
    text.parse()
        .map(Some)
        .map_err(|_| Refusal::request("max_age is a number of seconds"))
}

fn acr_values(client: &Client, parameters: &Parameters) -> Vec<String> {
    match parameters.get("acr_values") {
        Some(text) => text.split_ascii_whitespace().map(str::to_owned).collect(),
        None => client.metadata.default_acr_values.clone(),
    }
}
