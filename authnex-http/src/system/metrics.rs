use axum::{extract::State, response::IntoResponse};
use http::header::CONTENT_TYPE;

use crate::{error::Failure, state::HttpState};

/// `GET /metrics`: what the application's recorder renders; 404 where it gave none.
pub(super) async fn show(State(state): State<HttpState>) -> Result<impl IntoResponse, Failure> {
    let text = state.metrics().ok_or_else(Failure::not_found)?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4")], text))
}
