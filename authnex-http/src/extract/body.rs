use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, Request, header::CONTENT_TYPE};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::error::Failure;

/// Reads a body of at most `limit` bytes.
pub(super) async fn read(request: Request<Body>, limit: usize) -> Result<Bytes, Failure> {
    match Limited::new(request.into_body(), limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Failure::too_large(limit)),
        Err(_) => Err(Failure::broken_off()),
    }
}

/// Refuses a body of another media type; parameters such as `charset` do not matter.
pub(super) fn check_type(headers: &HeaderMap, expected: &'static str) -> Result<(), Failure> {
    let essence = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    if essence.trim().eq_ignore_ascii_case(expected) {
        Ok(())
    } else {
        Err(Failure::wrong_content_type(expected))
    }
}
