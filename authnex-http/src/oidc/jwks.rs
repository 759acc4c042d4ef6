use axum::response::IntoResponse;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};

use crate::extract::Tenant;

/// `GET /t/{slug}/oauth/jwks` (RFC 7517 5). Public keys may be kept for five minutes; a verifier that meets an
/// unknown `kid` fetches anew.
pub(super) async fn show(Tenant(tenant): Tenant) -> impl IntoResponse {
    let headers = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (CACHE_CONTROL, "public, max-age=300"),
        (CONTENT_TYPE, "application/jwk-set+json"),
    ];
    (headers, tenant.jwks().to_owned())
}
