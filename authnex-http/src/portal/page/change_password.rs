use axum::{extract::State, response::Response};

use crate::{
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        hosted::change_password::{Fields, draw_form, take},
        look::Look,
        password_step::Place,
    },
    state::HttpState,
};

/// The form for the password that a portal sign-in demands.
pub(in crate::portal) async fn show(look: Look, visitor: Visitor) -> Response {
    draw_form(look, &visitor, Place::Portal)
}

/// Sets the password and goes on to the dashboard.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: http::HeaderMap,
    form: PageForm<Fields>,
) -> Response {
    take(&state, look, (&headers, &context), form, Place::Portal).await
}
