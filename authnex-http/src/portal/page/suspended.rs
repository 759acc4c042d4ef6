use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;

use super::sign_out::{NoFields, end};
use crate::{
    error::Failure,
    extract::{PageForm, RequestFacts, Visitor},
    portal::{frame::Frame, look::Look, response::page},
    state::HttpState,
};

#[derive(Template)]
#[template(path = "portal/suspended.html")]
struct SuspendedPage {
    frame: Frame,
    csrf: String,
    slug: String,
    organization: String,
    user: String,
}

/// What has happened, and who can undo it: all that an owner of a suspended organization reaches.
pub(in crate::portal) async fn show(look: Look, visitor: Visitor) -> Response {
    let (Some((tenant, who)), Some(csrf)) =
        (visitor.signed_in_suspended(), visitor.session_form_token())
    else {
        return Failure::sign_in_required().into_response();
    };
    let template = SuspendedPage {
        frame: look.frame(&visitor, look.texts.get("suspended-title")),
        csrf,
        slug: tenant.slug().to_string(),
        organization: tenant.name().to_owned(),
        user: who.user.username.clone(),
    };
    page(&visitor, StatusCode::OK, &template)
}

/// Ends the session.
pub(in crate::portal) async fn sign_out(
    State(state): State<HttpState>,
    RequestFacts(context): RequestFacts,
    form: PageForm<NoFields>,
) -> Response {
    match form.visitor.signed_in_suspended() {
        Some(who) => end(&state, who, &context).await,
        None => Failure::sign_in_required().into_response(),
    }
}
