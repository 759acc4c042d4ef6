use super::{
    AuthenticatedClient, IssuedTokens, TokenError,
    issue::{Issue, check_keys, issue},
};
use crate::{
    client::{Client, GrantType},
    flow::{
        Environment, RefreshError,
        refresh::{find_family, rotate},
    },
    foundation::{PlainToken, RequestContext, TenantScope, TokenKind},
    oauth::{Granted, OAuthCode, Parameters, Refusal, narrowed_resources, narrowed_scope},
    refresh::Family,
};

impl From<RefreshError> for TokenError {
    fn from(error: RefreshError) -> Self {
        match error {
            // To the client the two are one: a thief must not learn which side was noticed.
            RefreshError::Invalid | RefreshError::Reused => Self::INVALID_GRANT.into(),
            RefreshError::Internal(error) => Self::Internal(error),
        }
    }
}

/// Replaces a refresh token (RFC 6749 6, RFC 9700 4.14.2). What is asked for is checked before the token is used
/// up; the family keeps everything that was granted, whatever is asked for this time.
pub(crate) async fn refresh_for_client(
    env: &Environment,
    scope: &TenantScope,
    (client, form): (&AuthenticatedClient, &Parameters),
    context: &RequestContext,
) -> Result<IssuedTokens, TokenError> {
    let client = &client.client;
    if !client.metadata.allows(GrantType::RefreshToken) {
        let told = "this client may not use refresh tokens";
        return Err(Refusal::new(OAuthCode::UnauthorizedClient, told).into());
    }
    let text = form
        .get("refresh_token")
        .ok_or(Refusal::request("refresh_token is missing"))?;
    let old = PlainToken::parse(TokenKind::Refresh, text).map_err(|_| TokenError::INVALID_GRANT)?;
    let family = find_family(env, scope, &old, client.client_id.as_str()).await?;
    let granted = granted_to(client, &family).ok_or(TokenError::INVALID_GRANT)?;
    let asked = narrowed_scope(&granted.scope, form.get("scope"))?;
    let resources = narrowed_resources(&granted.resources, form)?;
    check_keys(scope, client, &asked)?;
    let successor = rotate(env, scope, &old, &family, context).await?;
    let user = env.store.reader(scope).find_user(family.user).await?;
    let user = user.ok_or(TokenError::INVALID_GRANT)?;
    let facts = Issue {
        client,
        user: &user,
        family: &family,
        scope: asked,
        resources: &resources,
        // OpenID Connect Core 12.2: the nonce was for the first.
        nonce: None,
        not_after: family.expires_at,
    };
    issue(env, scope, facts, Some(successor)).await
}

/// A family of the tenant's own sign-in is none of an OAuth client, whatever its name.
fn granted_to<'f>(client: &Client, family: &'f Family) -> Option<&'f Granted> {
    let granted = family.granted.as_ref()?;
    (granted.client == client.id).then_some(granted)
}
