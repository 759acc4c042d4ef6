use axum::{extract::State, response::Response};

use crate::{extract::Visitor, portal::response::see_other, state::HttpState};

/// The front door.
pub(in crate::portal) async fn show(State(state): State<HttpState>, visitor: Visitor) -> Response {
    let path = if visitor.signed_in().is_some() {
        "/portal/dashboard"
    } else {
        "/portal/sign-in"
    };
    see_other(&state, path)
}
