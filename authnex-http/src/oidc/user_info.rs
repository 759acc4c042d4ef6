use authnex_core::{
    TenantHandle,
    oauth::{OAuthCode, Parameters, Refusal},
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header::CONTENT_TYPE};

use super::cors;
use crate::{
    error::Failure,
    extract::{OAuthForm, Tenant, bearer_token},
};

/// `GET /t/{slug}/oauth/userinfo` (OpenID Connect Core 5.3.1).
pub(super) async fn show(Tenant(tenant): Tenant, headers: HeaderMap) -> Response {
    answer(&tenant, &headers, &Parameters::default()).await
}

/// The same by POST: the token in the header, or in a form (RFC 6750 2.2).
pub(super) async fn submit(
    Tenant(tenant): Tenant,
    headers: HeaderMap,
    form: Result<OAuthForm, Failure>,
) -> Response {
    let form = match form {
        Ok(OAuthForm(form)) => form,
        // Without a body the token is in the header.
        Err(_) if !headers.contains_key(CONTENT_TYPE) => Parameters::default(),
        Err(failure) => return failure.into_response(),
    };
    if let Err(refusal) = form.refuse_repeated() {
        return Failure::from(refusal).into_response();
    }
    answer(&tenant, &headers, &form).await
}

async fn answer(tenant: &TenantHandle, headers: &HeaderMap, form: &Parameters) -> Response {
    let token = match token_of(headers, form) {
        Ok(token) => token,
        Err(failure) => return failure.into_response(),
    };
    match tenant.user_info(token).await {
        Ok(told) => {
            let mut response = Json(told.claims).into_response();
            cors::allow(&mut response, headers, (tenant, &told.client));
            response
        }
        Err(error) => Failure::from(error).into_response(),
    }
}

/// RFC 6750 2: in one place, never in the query.
fn token_of<'r>(headers: &'r HeaderMap, form: &'r Parameters) -> Result<&'r str, Failure> {
    match (bearer_token(headers)?, form.get("access_token")) {
        (Some(_), Some(_)) => {
            let told = "send the token in one place";
            Err(Refusal::new(OAuthCode::InvalidRequest, told).into())
        }
        (Some(token), None) | (None, Some(token)) => Ok(token),
        (None, None) => {
            let mut failure = Failure::unauthenticated();
            // RFC 6750 3.1: who sent nothing is told no error code in the challenge.
            failure.oauth_error = Some("invalid_token");
            failure.challenge = Some("Bearer realm=\"userinfo\"");
            Err(failure)
        }
    }
}
