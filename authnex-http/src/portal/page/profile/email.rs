use authnex_core::{Secret, flow::EmailChange};
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
pub(in crate::portal) struct EmailFields {
    email: String,
    email_password: Secret,
}

/// Has a link and a code mailed to the address to be.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    look: Look,
    RequestFacts(context): RequestFacts,
    headers: HeaderMap,
    form: PageForm<EmailFields>,
) -> Response {
    let PageForm { fields, visitor } = form;
    let Some((tenant, who)) = visitor.signed_in() else {
        return Failure::sign_in_required().into_response();
    };
    let view = FormView::with([("email", fields.email.clone())]);
    let request = EmailChange {
        current_password: fields.email_password,
        email: fields.email,
    };
    let Err(error) = tenant.request_email_change(who, request, &context).await else {
        return see_other(&state, &Done::EmailChangeSent.at("/portal/profile"));
    };
    let refused = refusal::of_email_change(look.texts, view, error);
    again((&look, &visitor, &headers), refused, Section::Email).await
}
