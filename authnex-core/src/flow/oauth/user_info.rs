use serde_json::{Map, Value, json};

use super::{
    UserInfoError,
    access_token::{TokenOwner, find_access_token},
};
use crate::{
    client::Client,
    flow::{Environment, authorization_of},
    foundation::TenantScope,
    oauth::{ScopeSet, insert_own_claims, insert_user_claims},
};

/// What a token opens, and to whom it was issued.
#[derive(Debug)]
pub struct UserInfo {
    /// The claims.
    pub claims: Map<String, Value>,
    /// The client.
    pub client: Client,
}

/// What a token opens about its user (OpenID Connect Core 5.3).
///
/// A token for a resource that the client named is that resource's, and the issuer is none of them. One for the
/// client's default audience is taken, since the client did not choose it.
pub(crate) async fn user_info(
    env: &Environment,
    scope: &TenantScope,
    token: &str,
) -> Result<UserInfo, UserInfoError> {
    let known = find_access_token(env, scope, token).await?;
    let known = known.ok_or(UserInfoError::InvalidToken)?;
    let TokenOwner::Grant {
        granted,
        user,
        client,
        ..
    } = &known.owner
    else {
        return Err(UserInfoError::InsufficientScope);
    };
    let issuer = &scope.snapshot().issuer;
    if !granted.resources.is_empty() && !known.claims.aud.contains(issuer) {
        return Err(UserInfoError::InvalidToken);
    }
    let words: ScopeSet = known.claims.scope.iter().map(String::as_str).collect();
    if !words.has("openid") {
        return Err(UserInfoError::InsufficientScope);
    }
    let held = authorization_of(&*env.store.reader(scope), scope, user.id).await?;
    let mut claims = Map::new();
    let wishes = &granted.claims.userinfo;
    insert_user_claims(&mut claims, (user, &held.roles), &words, wishes);
    let mapping = &scope.snapshot().policy.user_claims;
    insert_own_claims(&mut claims, user, mapping, &words);
    claims.insert("sub".to_owned(), json!(known.claims.sub));
    Ok(UserInfo {
        claims,
        client: (**client).clone(),
    })
}
