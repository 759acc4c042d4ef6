use axum::extract::FromRequestParts;
use http::{header::IF_MATCH, request::Parts};

use crate::{error::Failure, state::HttpState};

/// On which version of a thing a change is conditional (RFC 9110 13.1.1).
#[derive(Debug)]
pub(crate) struct IfMatch(Option<String>);

impl IfMatch {
    /// Whether the change is meant for this version of the thing alone; refuses it if it is meant for another.
    pub(crate) fn binds(&self, version: &str) -> Result<bool, Failure> {
        let Some(given) = &self.0 else {
            return Ok(false);
        };
        let mut tags = given.split(',').map(str::trim);
        if tags.clone().any(|tag| tag == "*") {
            return Ok(false);
        }
        // Strong comparison: one that begins with W/ never is the same.
        if tags.any(|tag| tag == version) {
            return Ok(true);
        }
        Err(Failure::precondition_failed())
    }
}

impl FromRequestParts<HttpState> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &HttpState) -> Result<Self, Failure> {
        let given: Vec<&str> = parts
            .headers
            .get_all(IF_MATCH)
            .iter()
            .map(|value| value.to_str().unwrap_or("?"))
            .collect();
        Ok(Self((!given.is_empty()).then(|| given.join(","))))
    }
}
