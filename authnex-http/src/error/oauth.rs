use http::StatusCode;
use serde::Serialize;

use super::Failure;

#[derive(Serialize)]
struct OAuthError<'a> {
    error: &'static str,
    error_description: &'a str,
}

/// The body of a failure at an OAuth endpoint (RFC 6749 5.2; codes of 4.1.2.1, 5.2 and RFC 6750 3.1).
pub(super) fn body(failure: &Failure) -> Vec<u8> {
    let told = OAuthError {
        error: error_of(failure),
        error_description: &printable(&failure.detail),
    };
    serde_json::to_vec(&told).unwrap_or_default()
}

/// RFC 6749 5.2: printable ASCII without quotation mark and backslash.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\'))
        .collect()
}

fn error_of(failure: &Failure) -> &'static str {
    if let Some(code) = failure.oauth_error {
        return code;
    }
    match failure.status {
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            "temporarily_unavailable"
        }
        StatusCode::UNAUTHORIZED => failure.bearer_error.unwrap_or("invalid_client"),
        StatusCode::FORBIDDEN => "access_denied",
        status if status.is_server_error() => "server_error",
        _ => "invalid_request",
    }
}
