use authnex_core::{TenantHandle, client::Client};
use axum::response::{IntoResponse, Response};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
    },
};
use url::Url;

/// Answers a browser that asks whether it may call: yes, whoever asks, since no cookie counts at these endpoints.
/// Whether a page may read the answer is told with the answer, when the client is known.
pub(super) async fn preflight(headers: HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(origin) = headers.get(ORIGIN) {
        let told = response.headers_mut();
        told.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        told.insert(
            ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, POST"),
        );
        told.insert(
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("authorization, content-type, dpop"),
        );
        told.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        told.insert(VARY, HeaderValue::from_static("origin"));
    }
    response
}

/// Lets a page read the answer if it comes from an origin of the client's redirect URIs, or from one that the tenant
/// allows.
pub(super) fn allow(
    response: &mut Response,
    headers: &HeaderMap,
    (tenant, client): (&TenantHandle, &Client),
) {
    let told = response.headers_mut();
    told.insert(VARY, HeaderValue::from_static("origin"));
    let Some(origin) = headers.get(ORIGIN) else {
        return;
    };
    let allowed = &tenant.policy().allowed_origins;
    if !origin.to_str().is_ok_and(|origin| {
        is_origin_of(client, origin) || allowed.iter().any(|known| known == origin)
    }) {
        return;
    }
    told.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    told.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("www-authenticate"),
    );
}

fn is_origin_of(client: &Client, origin: &str) -> bool {
    client.metadata.redirect_uris.iter().any(|uri| {
        Url::parse(uri).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == origin
        })
    })
}
