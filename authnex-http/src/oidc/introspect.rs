use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::HeaderMap;

use super::{caller::authenticate, cors};
use crate::{
    error::Failure,
    extract::{OAuthForm, Tenant},
};

/// `POST /t/{slug}/oauth/introspect` (RFC 7662).
pub(super) async fn submit(
    Tenant(tenant): Tenant,
    headers: HeaderMap,
    OAuthForm(form): OAuthForm,
) -> Response {
    let caller = match authenticate(&tenant, &headers, &form).await {
        Ok(caller) => caller,
        Err(failure) => return failure.into_response(),
    };
    let mut response = match tenant.introspect(&caller, &form).await {
        Ok(told) => Json(told).into_response(),
        Err(error) => Failure::from(error).into_response(),
    };
    cors::allow(&mut response, &headers, (&tenant, &caller.client));
    response
}
