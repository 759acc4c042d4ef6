use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::HeaderMap;
use serde::Deserialize;

use crate::{
    cookie::cookie_of,
    error::Failure,
    extract::PageForm,
    portal::{
        flash::Done,
        password_step::ORGANIZATION_SECONDS,
        response::{add_cookie, see_other},
    },
    state::HttpState,
};

/// The fields of the form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::portal) struct SwitchFields {
    organization: String,
}

/// Makes another organization the current one, where this browser has a session; otherwise leads to its sign-in,
/// which tells nothing of whether there is such an organization.
pub(in crate::portal) async fn submit(
    State(state): State<HttpState>,
    headers: HeaderMap,
    form: PageForm<SwitchFields>,
) -> Response {
    let slug = form.fields.organization.trim();
    let tenant = match state.authnex().tenant(slug).await {
        Ok(tenant) => tenant,
        Err(error) => return Failure::from(error).into_response(),
    };
    let cookies = state.cookies();
    if let Some(tenant) = tenant
        && let Some(token) = cookie_of(&headers, &cookies.session(&tenant))
    {
        match tenant.authenticate_session(&token).await {
            Ok(None) => {}
            Ok(Some(_)) => {
                let path = format!("/portal/dashboard?done={}", Done::Switched.as_str());
                let mut response = see_other(&state, &path);
                let slug = tenant.slug().as_str();
                let cookie = cookies.set(&cookies.organization(), slug, Some(ORGANIZATION_SECONDS));
                add_cookie(&mut response, cookie);
                return response;
            }
            Err(error) => return Failure::from(error).into_response(),
        }
    }
    let slug: String = url::form_urlencoded::byte_serialize(slug.as_bytes()).collect();
    see_other(&state, &format!("/portal/sign-in?organization={slug}"))
}
