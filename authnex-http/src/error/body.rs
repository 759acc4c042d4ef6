use http::StatusCode;

use super::Failure;

/// What may be wrong with a body before its fields are looked at.
impl Failure {
    /// Larger than the limit, in bytes.
    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "The body is too large",
            format!("A body has at most {limit} bytes here."),
        )
    }

    /// Another type than the one expected.
    #[cfg(any(feature = "api", feature = "oidc", feature = "portal"))]
    pub(crate) fn wrong_content_type(expected: &'static str) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "wrong_content_type",
            "Wrong content type",
            format!("Send the body as '{expected}'."),
        )
    }

    /// The peer stopped sending.
    #[cfg(any(feature = "api", feature = "oidc", feature = "portal"))]
    pub(crate) fn broken_off() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "body_broken_off",
            "The body ended early",
            "The connection broke off within the body.",
        )
    }

    /// A JSON text that does not parse, with line and column from 1.
    #[cfg(feature = "api")]
    pub(crate) fn malformed_json(what: &str, (line, column): (usize, usize)) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed_json",
            "The body is not JSON",
            format!("Line {line}, column {column}: {what}."),
        )
    }

    /// A body whose fields are not the ones expected.
    #[cfg(any(feature = "api", feature = "portal"))]
    pub(crate) fn wrong_shape(detail: String) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "wrong_shape",
            "The body has not the expected fields",
            detail,
        )
    }

    /// A text with a character that is none: U+0000 and the like.
    pub(crate) fn control_character(detail: String) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "control_character",
            "A text has a control character",
            detail,
        )
    }

    /// A part of the path or of the query that does not parse.
    #[cfg(feature = "api")]
    pub(crate) fn wrong_parameter(name: &'static str, detail: impl ToString) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "wrong_parameter",
            "A parameter does not do",
            "See 'errors' for what to change.",
        )
        .with_error(name, "wrong_parameter", detail.to_string())
    }

    /// A part of the query that there is not.
    #[cfg(feature = "api")]
    pub(crate) fn unknown_parameter(name: &str) -> Self {
        let name: String = name.chars().take(64).collect();
        let mut failure = Self::wrong_parameter("", "");
        failure.errors.clear();
        failure.with_error(name, "unknown_parameter", "There is no such parameter.")
    }

    /// A path that exists, but not with this method.
    pub(crate) fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "Method not allowed",
            "See the Allow header for the methods of this address.",
        )
    }

    /// It took too long.
    pub(crate) fn timed_out() -> Self {
        let mut failure = Self::unavailable(1, "the request took longer than its time limit");
        failure.code = "timed_out";
        failure.title = "Timed out";
        failure.detail = "The request took too long. Try again.".into();
        failure
    }
}
