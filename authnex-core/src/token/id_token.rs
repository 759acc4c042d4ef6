use ring::digest::{SHA256, SHA512, digest};
use serde_json::{Map, Value, json};

use super::IssueError;
use crate::{
    foundation::{Entropy, TenantScope, Timestamp},
    jose::{Algorithm, SigningKey, TokenType, base64url},
};

/// What an ID token says beside the claims about the user.
#[derive(Debug)]
pub(crate) struct IdTokenFacts<'a> {
    pub(crate) algorithm: Algorithm,
    pub(crate) subject: String,
    pub(crate) client_id: &'a str,
    pub(crate) session: String,
    pub(crate) auth_time: Timestamp,
    pub(crate) amr: &'a str,
    pub(crate) acr: &'a str,
    pub(crate) nonce: Option<&'a str>,
    pub(crate) access_token: &'a str,
    /// Claims about the user, which never take the place of the token's own.
    pub(crate) user: Map<String, Value>,
}

/// An ID token is good for this long, in seconds: it tells of a sign-in and opens nothing.
const LIFE_SECONDS: i64 = 3_600;

/// The key for a client's ID tokens; a tenant that has just been made may still wait for its RSA key.
pub(crate) fn id_token_key(
    scope: &TenantScope,
    algorithm: Algorithm,
) -> Result<&SigningKey, IssueError> {
    scope
        .snapshot()
        .keys
        .signer(algorithm)
        .ok_or(IssueError::NoKey)
}

/// Signs an ID token (OpenID Connect Core 2).
pub(crate) fn sign_id_token(
    scope: &TenantScope,
    facts: IdTokenFacts<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<String, IssueError> {
    let key = id_token_key(scope, facts.algorithm)?;
    let mut claims = facts.user;
    let own = json!({
        "iss": scope.snapshot().issuer,
        "sub": facts.subject,
        "aud": facts.client_id,
        "exp": now.unix_seconds() + LIFE_SECONDS,
        "iat": now.unix_seconds(),
        "auth_time": facts.auth_time.unix_seconds(),
        "amr": facts.amr.split(' ').collect::<Vec<_>>(),
        "acr": facts.acr,
        "sid": facts.session,
        "at_hash": half_hash(facts.algorithm, facts.access_token),
    });
    if let Value::Object(own) = own {
        claims.extend(own);
    }
    if let Some(nonce) = facts.nonce {
        claims.insert("nonce".to_owned(), json!(nonce));
    }
    let payload = serde_json::to_vec(&claims).map_err(|_| IssueError::Sign)?;
    key.sign_compact(TokenType::Jwt, &payload, entropy.secure_random())
        .map_err(|_| IssueError::Sign)
}

/// OpenID Connect Core 3.1.3.6: the left half of the hash that the algorithm uses; Ed25519 uses SHA-512.
fn half_hash(algorithm: Algorithm, token: &str) -> String {
    let hash = match algorithm {
        Algorithm::EdDsa => digest(&SHA512, token.as_bytes()),
        Algorithm::Es256 | Algorithm::Ps256 | Algorithm::Rs256 => digest(&SHA256, token.as_bytes()),
    };
    let (half, _) = hash.as_ref().split_at(hash.as_ref().len() / 2);
    base64url::encode(half)
}
