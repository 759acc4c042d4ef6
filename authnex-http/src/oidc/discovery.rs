use authnex_core::TenantHandle;
use axum::{Json, response::IntoResponse};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Tenant;

/// An issuer's metadata (OpenID Connect Discovery 1.0, 3; RFC 8414 2): only what exists.
///
/// `authorization_endpoint` and `token_endpoint` come with the endpoints. Until then no response type is
/// supported, which is what RFC 8414 lets a server without an authorization endpoint say by an empty list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Discovery {
    /// The issuer, `{base}/t/{slug}`.
    issuer: String,
    /// Where the public keys are.
    jwks_uri: String,
    /// Required by RFC 8414 2.
    response_types_supported: Vec<&'static str>,
    /// `sub` is the same for every client.
    subject_types_supported: Vec<&'static str>,
    /// Algorithms of ID tokens.
    id_token_signing_alg_values_supported: Vec<&'static str>,
    /// Algorithms that access tokens of this installation may be signed by (RFC 9068 leaves the name open).
    access_token_signing_alg_values_supported: Vec<&'static str>,
    /// The one that this tenant's access tokens are signed by now.
    access_token_signing_alg: &'static str,
}

impl Discovery {
    fn of(tenant: &TenantHandle) -> Self {
        let jwks = format!("/t/{}/oauth/jwks", tenant.slug());
        Self {
            issuer: tenant.issuer().to_owned(),
            jwks_uri: tenant.authnex().url(&jwks),
            response_types_supported: Vec::new(),
            subject_types_supported: vec!["public"],
            id_token_signing_alg_values_supported: vec!["RS256"],
            access_token_signing_alg_values_supported: vec!["EdDSA", "ES256", "RS256"],
            access_token_signing_alg: tenant.policy().access_token_signing_alg.name(),
        }
    }
}

/// `GET /t/{slug}/.well-known/openid-configuration` and its two forms at the root.
pub(super) async fn show(Tenant(tenant): Tenant) -> impl IntoResponse {
    let headers = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, Json(Discovery::of(&tenant)))
}
