use authnex_core::foundation::Actor;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::{caller::authenticate, cors};
use crate::{
    error::Failure,
    extract::{OAuthForm, RequestFacts, Tenant},
};

/// `POST /t/{slug}/oauth/revoke` (RFC 7009).
pub(super) async fn submit(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    OAuthForm(form): OAuthForm,
) -> Response {
    let caller = match authenticate(&tenant, &headers, &form).await {
        Ok(caller) => caller,
        Err(failure) => return failure.into_response(),
    };
    let context = context.as_actor(Actor::Client {
        client: caller.client.id,
        key: None,
    });
    let mut response = match tenant.revoke_token(&caller, &form, &context).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => Failure::from(error).into_response(),
    };
    cors::allow(&mut response, &headers, (&tenant, &caller.client));
    response
}
