use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;

use crate::{
    error::Failure,
    extract::Visitor,
    portal::{
        frame::Frame,
        language::Language,
        response::{base_path, page},
    },
    state::HttpState,
};

#[derive(Template)]
#[template(path = "portal/dashboard.html")]
struct DashboardPage {
    frame: Frame,
    csrf: String,
    slug: String,
    organization: String,
    user: String,
    name: Option<String>,
    roles: String,
    issuer: String,
}

/// Who is signed in, where.
pub(in crate::portal) async fn show(
    State(state): State<HttpState>,
    Language(texts): Language,
    visitor: Visitor,
) -> Response {
    let (Some((tenant, who)), Some(csrf)) = (visitor.signed_in(), visitor.session_form_token())
    else {
        return Failure::sign_in_required().into_response();
    };
    let template = DashboardPage {
        frame: Frame::new(texts, base_path(&state), texts.get("dashboard-title")),
        csrf,
        slug: tenant.slug().to_string(),
        organization: tenant.name().to_owned(),
        user: who.user.username.clone(),
        name: who.user.name.clone(),
        roles: who.roles.join(", "),
        issuer: tenant.issuer().to_owned(),
    };
    page(&visitor, StatusCode::OK, &template)
}
