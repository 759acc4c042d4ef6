//! What is kept of a user, as a file.

use authnex_core::personal_data::PersonalData;
use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue,
    header::{CONTENT_DISPOSITION, CONTENT_TYPE},
};

use crate::error::Failure;

/// The document as a download; its name says of which organization it is.
pub(crate) fn download(data: &PersonalData) -> Response {
    let text = match serde_json::to_vec_pretty(data) {
        Ok(text) => text,
        Err(error) => return Failure::internal(error).into_response(),
    };
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // An identifier has letters, digits and hyphens alone.
    let name = format!(
        "attachment; filename=\"personal-data-{}.json\"",
        data.organization.slug
    );
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}
