use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    foundation::{Entropy, PlainToken, SessionId, TenantScope, Timestamp, UserId},
    jose::{SigningKey, TokenType},
};

/// Claims that a hook cannot set: those of RFC 7519, RFC 9068, OpenID Connect Core and AuthNex's own.
pub const RESERVED_CLAIMS: [&str; 19] = [
    "acr",
    "act",
    "amr",
    "aud",
    "auth_time",
    "azp",
    "client_id",
    "cnf",
    "exp",
    "iat",
    "iss",
    "jti",
    "may_act",
    "nbf",
    "permissions",
    "roles",
    "scope",
    "sid",
    "sub",
];

/// What a client gets at a sign-in or a refresh.
#[derive(Debug)]
pub struct Tokens {
    /// The access token, a signed JWT.
    pub access_token: String,
    /// Its life, in seconds.
    pub expires_in: u32,
    /// The refresh token.
    pub refresh_token: PlainToken,
}

/// What an access token says.
#[derive(Debug)]
pub(crate) struct AccessTokenFacts<'a> {
    pub(crate) user: UserId,
    pub(crate) session: SessionId,
    pub(crate) client_id: &'a str,
    pub(crate) resource: Option<&'a str>,
    pub(crate) amr: &'a str,
    pub(crate) auth_time: Timestamp,
    /// The token never outlives its session or family.
    pub(crate) not_after: Timestamp,
    pub(crate) roles: &'a [String],
    pub(crate) permissions: &'a [String],
    pub(crate) extra: &'a Map<String, Value>,
}

/// Why no token could be signed.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(crate) enum IssueError {
    #[error("the tenant has no active key for its access tokens' algorithm")]
    NoKey,
    #[error("the access token could not be signed")]
    Sign,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: String,
    aud: &'a str,
    client_id: &'a str,
    exp: i64,
    iat: i64,
    jti: String,
    sid: String,
    auth_time: i64,
    amr: Vec<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    roles: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    permissions: &'a [String],
    #[serde(flatten)]
    extra: &'a Map<String, Value>,
}

/// Signs an access token (RFC 9068 2); answers it and its life in seconds.
pub(crate) fn sign_access_token(
    scope: &TenantScope,
    facts: &AccessTokenFacts<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<(String, u32), IssueError> {
    let snapshot = scope.snapshot();
    let key: &SigningKey = snapshot
        .keys
        .signer(snapshot.policy.access_token_signing_alg)
        .ok_or(IssueError::NoKey)?;
    let mut id = [0; 16];
    entropy.fill(&mut id);
    let life = snapshot
        .policy
        .access_token_seconds
        .min(now.seconds_until(facts.not_after));
    let claims = Claims {
        iss: &snapshot.issuer,
        sub: facts.user.to_string(),
        aud: facts.resource.unwrap_or(&snapshot.issuer),
        client_id: facts.client_id,
        exp: now.unix_seconds() + i64::from(life),
        iat: now.unix_seconds(),
        jti: URL_SAFE_NO_PAD.encode(id),
        sid: facts.session.to_string(),
        auth_time: facts.auth_time.unix_seconds(),
        amr: facts.amr.split(' ').collect(),
        roles: facts.roles,
        permissions: facts.permissions,
        extra: facts.extra,
    };
    let payload = serde_json::to_vec(&claims).map_err(|_| IssueError::Sign)?;
    let token = key
        .sign_compact(TokenType::AccessToken, &payload, entropy.secure_random())
        .map_err(|_| IssueError::Sign)?;
    Ok((token, life))
}
