use serde::Serialize;
use utoipa::ToSchema;

use super::Failure;

/// An error as `application/problem+json` (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem<'a> {
    /// `urn:authnex:problem:` and the code.
    r#type: String,
    /// Stable name of the error.
    code: &'a str,
    /// What the code means.
    title: &'a str,
    /// The status of the answer.
    status: u16,
    /// What to do now.
    detail: &'a str,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemField<'a>>,
    /// The request's id, for whoever reads the server's log; with 5xx only.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
struct ProblemField<'a> {
    /// The field's name.
    field: &'a str,
    /// Stable name of the fault.
    code: &'a str,
    /// What to do about it.
    detail: &'a str,
}

impl<'a> Problem<'a> {
    /// The media type.
    pub(crate) const CONTENT_TYPE: &'static str = "application/problem+json";

    fn of(failure: &'a Failure, request_id: Option<&'a str>) -> Self {
        Self {
            r#type: format!("urn:authnex:problem:{}", failure.code),
            code: failure.code,
            title: failure.title,
            status: failure.status.as_u16(),
            detail: &failure.detail,
            errors: failure
                .errors
                .iter()
                .map(|error| ProblemField {
                    field: &error.field,
                    code: error.code,
                    detail: &error.detail,
                })
                .collect(),
            // Refusals must not differ from request to request: a stranger compares them.
            request_id: request_id.filter(|_| failure.status.is_server_error()),
        }
    }

    /// The body of a failure.
    pub(crate) fn body(failure: &Failure, request_id: Option<&str>) -> Vec<u8> {
        serde_json::to_vec(&Problem::of(failure, request_id)).unwrap_or_default()
    }
}
