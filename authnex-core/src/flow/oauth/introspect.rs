use serde_json::{Map, Value, json};

use super::{
    AuthenticatedClient, TokenError,
    access_token::{KnownToken, TokenOwner, find_access_token},
};
use crate::{
    flow::Environment,
    foundation::{PlainToken, TenantScope, TokenKind},
    oauth::{OAuthCode, Parameters, Refusal, subject_of},
    store::StoreError,
    user::UserStatus,
};

/// The permission to introspect every token of the tenant.
const ANY_TOKEN: &str = "introspect";

/// What a token is worth now (RFC 7662). A caller sees its own tokens, and all of them with the permission
/// `introspect`; any other one is told as if it did not exist.
pub(crate) async fn introspect(
    env: &Environment,
    scope: &TenantScope,
    (caller, form): (&AuthenticatedClient, &Parameters),
) -> Result<Map<String, Value>, TokenError> {
    if !caller.is_confidential() {
        let told = "a client that asks about tokens proves itself";
        return Err(Refusal::new(OAuthCode::InvalidClient, told).into());
    }
    let text = form
        .get("token")
        .ok_or(Refusal::request("token is missing"))?;
    // The hint may be wrong: every kind is looked for whatever it says (RFC 7662 2.1).
    let known = match PlainToken::parse(TokenKind::Refresh, text) {
        Ok(token) => refresh_token(env, scope, caller, &token).await?,
        Err(_) => match find_access_token(env, scope, text).await? {
            Some(known) if may_see(caller, &known) => Some(access_token(scope, &known)),
            Some(_) | None => None,
        },
    };
    Ok(known.unwrap_or_else(inactive))
}

fn inactive() -> Map<String, Value> {
    let mut told = Map::new();
    told.insert("active".to_owned(), json!(false));
    told
}

fn may_see_all(caller: &AuthenticatedClient) -> bool {
    let permissions = &caller.client.metadata.permissions;
    permissions.iter().any(|permission| permission == ANY_TOKEN)
}

fn may_see(caller: &AuthenticatedClient, known: &KnownToken) -> bool {
    known.client() == caller.client.id || may_see_all(caller)
}

fn access_token(scope: &TenantScope, known: &KnownToken) -> Map<String, Value> {
    let claims = &known.claims;
    let mut told = object(json!({
        "active": true,
        "token_type": "Bearer",
        "iss": scope.snapshot().issuer,
        "sub": claims.sub,
        "aud": claims.aud,
        "client_id": claims.client_id,
        "exp": claims.exp,
        "iat": claims.iat,
        "jti": claims.jti,
    }));
    if claims.jti.contains('.') {
        told.insert("scope".to_owned(), json!(claims.scope.join(" ")));
    }
    if let [one] = claims.aud.as_slice() {
        told.insert("aud".to_owned(), json!(one));
    }
    if let TokenOwner::Grant { user, .. } | TokenOwner::SignIn(user) = &known.owner {
        told.insert("username".to_owned(), json!(user.username));
        told.insert("sid".to_owned(), json!(claims.sid));
    }
    told
}

async fn refresh_token(
    env: &Environment,
    scope: &TenantScope,
    caller: &AuthenticatedClient,
    token: &PlainToken,
) -> Result<Option<Map<String, Value>>, StoreError> {
    let now = env.now();
    let reader = env.store.reader(scope);
    let Some(row) = reader.find_refresh_token(&token.hash()).await? else {
        return Ok(None);
    };
    let family = reader.find_family(row.family).await?;
    let Some((family, granted)) = family.and_then(|family| {
        let granted = family.granted.clone()?;
        Some((family, granted))
    }) else {
        return Ok(None);
    };
    let is_good = row.used_at.is_none()
        && row.expires_at > now
        && family.ended_at.is_none()
        && family.expires_at > now;
    if !is_good || (granted.client != caller.client.id && !may_see_all(caller)) {
        return Ok(None);
    }
    let client = reader.find_client(granted.client).await?;
    let user = reader.find_user(family.user).await?;
    let (Some(client), Some(user)) = (client, user) else {
        return Ok(None);
    };
    if !client.enabled || user.status != UserStatus::Active {
        return Ok(None);
    }
    Ok(Some(object(json!({
        "active": true,
        "iss": scope.snapshot().issuer,
        "sub": subject_of(scope, &client.metadata, family.user),
        "username": user.username,
        "client_id": family.client_id,
        "scope": granted.scope,
        "exp": row.expires_at.unix_seconds(),
    }))))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
