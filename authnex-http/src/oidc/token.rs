use authnex_core::{
    TenantHandle,
    flow::{AuthenticatedClient, IssuedTokens},
    foundation::{Actor, PlainToken, RequestContext},
    oauth::{Parameters, ScopeSet},
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header::PRAGMA};
use serde::Serialize;

use super::{caller::authenticate, cors};
use crate::{
    error::Failure,
    extract::{OAuthForm, RequestFacts, Tenant},
};

/// `POST /t/{slug}/oauth/token` (RFC 6749 3.2).
pub(super) async fn submit(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    OAuthForm(form): OAuthForm,
) -> Response {
    let client = match authenticate(&tenant, &headers, &form).await {
        Ok(client) => client,
        Err(failure) => return failure.into_response(),
    };
    let mut response = issue(&tenant, &client, &form, &context).await;
    cors::allow(&mut response, &headers, (&tenant, &client.client));
    response
}

async fn issue(
    tenant: &TenantHandle,
    client: &AuthenticatedClient,
    form: &Parameters,
    context: &RequestContext,
) -> Response {
    let context = context.as_actor(Actor::Client {
        client: client.client.id,
        key: None,
    });
    match tenant.issue_tokens(client, form, &context).await {
        Ok(tokens) => {
            let mut response = Json(Told::of(&tokens)).into_response();
            let headers = response.headers_mut();
            headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
            response
        }
        Err(error) => Failure::from(error).into_response(),
    }
}

/// RFC 6749 5.1.
#[derive(Serialize)]
struct Told<'t> {
    access_token: &'t str,
    token_type: &'static str,
    expires_in: u32,
    scope: &'t ScopeSet,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<&'t str>,
}

impl<'t> Told<'t> {
    fn of(tokens: &'t IssuedTokens) -> Self {
        Self {
            access_token: &tokens.access_token,
            token_type: "Bearer",
            expires_in: tokens.expires_in,
            scope: &tokens.scope,
            refresh_token: tokens.refresh_token.as_ref().map(PlainToken::expose),
            id_token: tokens.id_token.as_deref(),
        }
    }
}
