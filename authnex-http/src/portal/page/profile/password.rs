use authnex_core::{Secret, flow::ChangePassword};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::HeaderMap;
use serde::Deserialize;

use super::view::{Section, again};
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts},
    portal::{flash::Done, form::FormView, look::Look, refusal, response::see_other},
    state::HttpState,
};

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct PasswordFields {
    current_password: Secret,
    new_password: Secret,
    end_other_sessions: Option<String>,
}

/// Sets another password.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<PasswordFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some((tenant, who)) = visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let end = fields.end_other_sessions;
    let view = FormView::with([("end_other_sessions", end.clone().unwrap_or_default())]);
    let request = ChangePassword {
        current: fields.current_password,
        new: fields.new_password,
        end_other_sessions: end.as_deref() == Some("on"),
    };
    let Err(error) = tenant.change_password(who, request, &context).await else {
        return see_other(&state, &Done::PasswordChanged.at("/portal/profile"));
    };
    let refused = refusal::of_change_password(look.texts, view, error);
    again((&look, &visitor, &headers), refused, Section::Password).await
}
