use std::collections::BTreeSet;

use super::{OAuthCode, Refusal, ScopeSet};
use crate::{
    client::{Client, GrantType, OPENID_SCOPES},
    role::Permission,
};

/// The longest scope that is read, in bytes.
const MAX_BYTES: usize = 2_000;

const UNKNOWN: Refusal = Refusal::new(
    OAuthCode::InvalidScope,
    "a scope is unknown here or not allowed to this client",
);

/// The scopes that a request asks for: each known, and allowed to the client. A client that names none may ask
/// for those of OpenID. `offline_access` is dropped where no refresh token could follow (OpenID Connect Core 11).
pub(crate) fn allowed_scope(
    client: &Client,
    asked: Option<&str>,
    permissions: &BTreeSet<Permission>,
) -> Result<ScopeSet, Refusal> {
    let asked = asked.unwrap_or_default();
    if asked.len() > MAX_BYTES {
        return Err(UNKNOWN);
    }
    let mut scope = ScopeSet::parse(asked);
    let own = client.metadata.scope.as_deref().map(ScopeSet::parse);
    for word in scope.iter() {
        let is_openid = OPENID_SCOPES.contains(&word);
        let allowed = own.as_ref().map_or(is_openid, |own| own.has(word));
        if !allowed || !(is_openid || is_permission(word, permissions)) {
            return Err(UNKNOWN);
        }
    }
    if !client.metadata.allows(GrantType::RefreshToken) {
        scope.remove("offline_access");
    }
    Ok(scope)
}

/// Whether the client may ask for a scope of OpenID.
pub(super) fn may_ask_for(client: &Client, scope: &str) -> bool {
    let own = client.metadata.scope.as_deref().map(ScopeSet::parse);
    own.is_none_or(|own| own.has(scope))
}

/// Whether a scope is a permission of AuthNex or of the tenant.
fn is_permission(word: &str, permissions: &BTreeSet<Permission>) -> bool {
    Permission::parse(word)
        .is_ok_and(|permission| permission.is_of_catalogue() || permissions.contains(&permission))
}

/// What a refresh may ask for: a part of what was granted, all of it when it asks for nothing (RFC 6749 6).
pub(crate) fn narrowed_scope(granted: &ScopeSet, asked: Option<&str>) -> Result<ScopeSet, Refusal> {
    let Some(asked) = asked else {
        return Ok(granted.clone());
    };
    let asked = ScopeSet::parse(asked);
    if asked.is_within(granted) {
        Ok(asked)
    } else {
        Err(Refusal::new(
            OAuthCode::InvalidScope,
            "a scope was not granted",
        ))
    }
}
