use askama::Template;
use authnex_core::{TenantHandle, oauth::AuthorizationResponse};
use axum::response::Response;
use http::StatusCode;

use super::{
    frame::Frame,
    look::Look,
    response::{allow_form_to, page},
};
use crate::extract::Visitor;

#[derive(Template)]
#[template(path = "hosted/form_post.html")]
struct FormPostPage {
    frame: Frame,
    action: String,
    fields: Vec<(&'static str, String)>,
}

/// The page that posts an authorization response to the client (OAuth 2.0 Form Post Response Mode).
pub(crate) fn form_post_page(
    (look, visitor): (&Look, &Visitor),
    tenant: &TenantHandle,
    answer: AuthorizationResponse,
) -> Response {
    let template = FormPostPage {
        frame: look.bare(look.texts.get("form-post-title")).of(tenant),
        action: answer.uri,
        fields: answer.parameters,
    };
    let mut response = page(visitor, StatusCode::OK, &template);
    if let Some(target) = AuthorizationResponse::form_target(&template.action) {
        allow_form_to(&mut response, &target);
    }
    response
}
