use axum::{extract::State, response::Response};
use http::HeaderMap;

use super::sign_out::NoFields;
use crate::{
    extract::{PageForm, RequestFacts, Visitor},
    portal::{
        hosted::enrol_mfa::{CodeFields, begin, draw_intro, finish},
        look::Look,
        password_step::Place,
    },
    state::HttpState,
};

/// Why there is something to enrol, and the way to it.
pub(in crate::portal) async fn show(look: Look, visitor: Visitor) -> Response {
    draw_intro(&look, &visitor, Place::Portal)
}

/// Makes a secret and shows it.
pub(in crate::portal) async fn start(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<NoFields>,
) -> Response {
    begin(&state, look, (&headers, &context), form, Place::Portal).await
}

/// Takes the first code, shows the recovery codes, and leads on to the dashboard.
pub(in crate::portal) async fn confirm(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<CodeFields>,
) -> Response {
    finish(&state, look, (&headers, &context), form, Place::Portal).await
}
