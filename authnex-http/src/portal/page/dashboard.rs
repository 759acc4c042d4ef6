use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::Visitor,
    portal::{
        flash::Done,
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
    /// The address, while it is not verified.
    unverified: Option<String>,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    done: Option<String>,
}

/// Who is signed in, where.
pub(in crate::portal) async fn show(
    State(state): State<HttpState>,
    Language(texts): Language,
    visitor: Visitor,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let (Some((tenant, who)), Some(csrf)) = (visitor.signed_in(), visitor.session_form_token())
    else {
        return Failure::sign_in_required().into_response();
    };
    let Query(asked) = asked.unwrap_or_default();
    let email = who.user.email.as_ref().filter(|_| !who.user.email_verified);
    let mut template = DashboardPage {
        frame: Frame::new(texts, base_path(&state), texts.get("dashboard-title")),
        csrf,
        slug: tenant.slug().to_string(),
        organization: tenant.name().to_owned(),
        user: who.user.username.clone(),
        name: who.user.name.clone(),
        roles: who.roles.join(", "),
        issuer: tenant.issuer().to_owned(),
        unverified: email.map(|email| email.as_str().to_owned()),
    };
    template.frame.flash = Done::flash(texts, asked.done.as_deref());
    page(&visitor, StatusCode::OK, &template)
}
