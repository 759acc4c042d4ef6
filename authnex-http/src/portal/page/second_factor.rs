use axum::{extract::State, response::Response};
use http::HeaderMap;

use crate::{
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        hosted::second_factor::{Fields, draw_form, take},
        look::Look,
        password_step::Place,
    },
    state::HttpState,
};

/// The form for the second factor of a portal sign-in.
pub(in crate::portal) async fn show(look: Look, visitor: Visitor, headers: HeaderMap) -> Response {
    draw_form(look, (&visitor, &headers), Place::Portal).await
}

/// Takes the second factor and goes on to the dashboard.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<Fields>,
) -> Response {
    take(&state, look, (&headers, &context), form, Place::Portal).await
}
