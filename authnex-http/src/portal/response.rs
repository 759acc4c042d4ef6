use askama::Template;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE},
};

use crate::{
    cookie::Pending, error::Failure, extract::Visitor, middleware::page_policy_to, state::HttpState,
};

/// A page for a visitor: with the cookie that its open form is bound to.
pub(crate) fn page(visitor: &Visitor, status: StatusCode, template: &impl Template) -> Response {
    let mut response = match template.render() {
        Ok(html) => (status, html).into_response(),
        Err(error) => return Failure::internal(error).into_response(),
    };
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    add_cookie(&mut response, visitor.csrf_set_cookie());
    // The visitor is on the way to a client: the form that signs in ends there.
    if let Some(target) = visitor.pending.as_ref().and_then(Pending::form_target) {
        allow_form_to(&mut response, &target);
    }
    response
}

/// A form that is shown again.
pub(super) fn page_again(
    visitor: &Visitor,
    (status, retry_after): (StatusCode, Option<u32>),
    template: &impl Template,
) -> Response {
    let mut response = page(visitor, status, template);
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

/// 303: what was posted is done, and the browser goes on by GET (RFC 9110 15.4.4).
pub(crate) fn see_other(state: &HttpState, path: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let location = format!("{}{path}", base_path(state));
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// Adds a cookie, if there is one.
pub(crate) fn add_cookie(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// The path of the base URL without a slash at its end: a router may have taken it off the request.
pub(crate) fn base_path(state: &HttpState) -> String {
    let url = state.authnex().base_url().url();
    url.path().trim_end_matches('/').to_owned()
}

/// Lets the page's form end at another origin.
pub(crate) fn allow_form_to(response: &mut Response, target: &str) {
    if let Some(policy) = page_policy_to(target) {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Leads to a URI of a client's, which was checked.
pub(crate) fn to_client(uri: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(uri) else {
        return Failure::internal("a client's URI is no header value").into_response();
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(LOCATION, location);
    response
}
