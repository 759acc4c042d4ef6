use serde_json::Map;

use super::{
    AuthenticatedClient, IssuedTokens, TokenError,
    issue::{audience, hook_claims},
};
use crate::{
    client::{Client, GrantType, OPENID_SCOPES},
    flow::Environment,
    foundation::TenantScope,
    oauth::{OAuthCode, Parameters, Refusal, ScopeSet, allowed_resources},
    token::{OAuthTokenFacts, sign_oauth_access_token},
    usage::Metric,
};

/// A token for a client in its own name (RFC 6749 4.4): without refresh token, metered, not audited.
pub(crate) async fn client_credentials(
    env: &Environment,
    scope: &TenantScope,
    (client, form): (&AuthenticatedClient, &Parameters),
) -> Result<IssuedTokens, TokenError> {
    let confidential = client.is_confidential();
    let client = &client.client;
    if !confidential || !client.metadata.allows(GrantType::ClientCredentials) {
        let told = "this client may not act in its own name";
        return Err(Refusal::new(OAuthCode::UnauthorizedClient, told).into());
    }
    let granted = own_scope(client, form.get("scope"))?;
    let resources = allowed_resources(client, form)?;
    // RFC 9068 2.2: the client itself; its name is never one that a user's id could be.
    let subject = client.client_id.as_str();
    let mut further = Map::new();
    further.extend(hook_claims(env, scope, subject).await);
    let token = OAuthTokenFacts {
        hangs_on: client.id.to_string(),
        subject: subject.to_owned(),
        client_id: subject,
        audience: audience(scope, client, &resources),
        permissions: granted.iter().collect(),
        scope: &granted,
        further,
        not_after: None,
    };
    let (access_token, expires_in) =
        sign_oauth_access_token(scope, token, env.now(), &*env.entropy)?;
    env.meter.count(scope, Metric::TokensForClients);
    Ok(IssuedTokens {
        access_token,
        expires_in,
        scope: granted,
        refresh_token: None,
        id_token: None,
    })
}

/// What the client may do in its own name, as far as it asks for it. Scopes of OpenID are about users.
fn own_scope(client: &Client, asked: Option<&str>) -> Result<ScopeSet, Refusal> {
    let metadata = &client.metadata;
    let registered = ScopeSet::parse(metadata.scope.as_deref().unwrap_or_default());
    let mut own: ScopeSet = metadata.permissions.iter().map(String::as_str).collect();
    own = own.united(&registered);
    own.retain(|word| !OPENID_SCOPES.contains(&word));
    match asked.map(ScopeSet::parse) {
        None => Ok(own),
        Some(asked) if asked.is_within(&own) => Ok(asked),
        Some(_) => Err(Refusal::new(
            OAuthCode::InvalidScope,
            "a scope is not among those that this client has in its own name",
        )),
    }
}
