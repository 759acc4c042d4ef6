use axum::response::IntoResponse;
use http::Response;

use crate::{
    Body,
    error::{Failure, Reader, render},
};

/// Why a request was not let through; as a response it is problem+json (RFC 9457).
#[derive(Debug)]
pub struct Rejection(Failure);

impl From<Failure> for Rejection {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl Rejection {
    /// The answer, for services that are not axum's.
    #[must_use]
    pub fn into_http(self) -> Response<Body> {
        self.into_response().map(Body::from_axum)
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> axum::response::Response {
        if let Some(cause) = &self.0.cause {
            tracing::error!(code = self.0.code, %cause, "a protected route could not be served");
        }
        let reader = Reader::default();
        render(self.0.into_response(), &reader)
    }
}
