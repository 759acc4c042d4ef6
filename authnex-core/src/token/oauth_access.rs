use serde_json::{Map, Value, json};

use super::IssueError;
use crate::{
    foundation::{Entropy, TenantScope, Timestamp},
    jose::{TokenType, base64url},
    oauth::ScopeSet,
};

/// What an access token of an OAuth client says.
#[derive(Debug)]
pub(crate) struct OAuthTokenFacts<'a> {
    /// What the token's id begins with: the family or the client that it hangs on.
    pub(crate) hangs_on: String,
    pub(crate) subject: String,
    pub(crate) client_id: &'a str,
    pub(crate) audience: Value,
    pub(crate) scope: &'a ScopeSet,
    pub(crate) permissions: Vec<&'a str>,
    /// Claims of the sign-in, and those of the application's hook.
    pub(crate) further: Map<String, Value>,
    /// The token never outlives this.
    pub(crate) not_after: Option<Timestamp>,
}

/// Signs an access token (RFC 9068 2); answers it and its life in seconds.
///
/// Its `jti` is `family.random` or `client.random`, so that a token is found again by what it hangs on, which
/// tells whether it has been ended, without a row of its own.
pub(crate) fn sign_oauth_access_token(
    scope: &TenantScope,
    facts: OAuthTokenFacts<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<(String, u32), IssueError> {
    let snapshot = scope.snapshot();
    let key = snapshot
        .keys
        .signer(snapshot.policy.access_token_signing_alg)
        .ok_or(IssueError::NoKey)?;
    let mut random = [0; 16];
    entropy.fill(&mut random);
    let life = snapshot.policy.access_token_seconds;
    let life = facts
        .not_after
        .map_or(life, |end| life.min(now.seconds_until(end)));
    let mut claims = facts.further;
    let own = json!({
        "iss": snapshot.issuer,
        "sub": facts.subject,
        "aud": facts.audience,
        "client_id": facts.client_id,
        "exp": now.unix_seconds() + i64::from(life),
        "iat": now.unix_seconds(),
        "jti": format!("{}.{}", facts.hangs_on, base64url::encode(&random)),
        "scope": facts.scope,
    });
    if let Value::Object(own) = own {
        claims.extend(own);
    }
    if !facts.permissions.is_empty() {
        claims.insert("permissions".to_owned(), json!(facts.permissions));
    }
    let payload = serde_json::to_vec(&claims).map_err(|_| IssueError::Sign)?;
    let token = key
        .sign_compact(TokenType::AccessToken, &payload, entropy.secure_random())
        .map_err(|_| IssueError::Sign)?;
    Ok((token, life))
}
