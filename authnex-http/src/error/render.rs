use std::sync::Arc;

use axum::{body::Body, response::Response};
use http::{
    HeaderMap, HeaderName, HeaderValue, Request, StatusCode,
    header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE},
};

use super::{Failure, oauth, page, problem::Problem};
use crate::{
    middleware::request_id_of,
    route::{ErrorForm, Route},
    state::HttpState,
};

/// What the request log tells of a failure beside its status.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) code: &'static str,
    pub(crate) cause: Option<Arc<str>>,
}

/// What of a request decides how a failure is told; kept aside, because the handler takes the request.
#[derive(Default)]
pub(crate) struct Reader {
    request_id: Option<String>,
    wants_html: bool,
    sign_in: String,
    #[cfg(feature = "portal")]
    look: crate::portal::Look,
}

impl Reader {
    /// By the request as it comes.
    pub(crate) fn of<B>(request: &Request<B>, state: &HttpState) -> Self {
        let headers = request.headers();
        let path = request.uri().path();
        let hosted = path
            .strip_prefix("/t/")
            .and_then(|rest| rest.split('/').next());
        Self {
            request_id: request_id_of(request.extensions()).map(|id| id.as_str().to_owned()),
            wants_html: text_of(headers, &ACCEPT)
                .is_some_and(|accept| accept.contains("text/html")),
            #[cfg(feature = "portal")]
            look: crate::portal::Look::of(headers, state),
            sign_in: state.authnex().url(&hosted.map_or_else(
                || "/portal/sign-in".to_owned(),
                |slug| format!("/t/{slug}/sign-in"),
            )),
        }
    }
}

fn text_of(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

/// Writes the body of a response that carries a [`Failure`]; any other response passes.
pub(crate) fn render(mut response: Response, reader: &Reader) -> Response {
    let Some(failure) = response.extensions_mut().remove::<Failure>() else {
        return response;
    };
    let form = response.extensions().get::<&'static Route>().map_or(
        if reader.wants_html {
            ErrorForm::Page
        } else {
            ErrorForm::Problem
        },
        |route| route.error_form(),
    );
    write_headers(&failure, form, response.headers_mut());
    if form == ErrorForm::Page && failure.code == Failure::SIGN_IN_REQUIRED {
        return to_sign_in(response, reader);
    }
    let (body, content_type) = body_of(&failure, form, reader);
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    *response.body_mut() = body;
    response.extensions_mut().insert(Told {
        code: failure.code,
        cause: failure.cause,
    });
    response
}

fn write_headers(failure: &Failure, form: ErrorForm, headers: &mut HeaderMap) {
    if let Some(seconds) = failure.retry_after_seconds {
        headers.insert(RETRY_AFTER, seconds.into());
    }
    let is_challenge = failure.status == StatusCode::UNAUTHORIZED || failure.bearer_error.is_some();
    // RFC 9110 15.5.2: a 401 has a challenge. A page has none: browsers would not know the scheme.
    if is_challenge && form != ErrorForm::Page {
        let plain = failure.challenge.unwrap_or("Bearer");
        let error = failure.bearer_error.filter(|_| failure.challenge.is_none());
        let challenge = error.map_or_else(
            || HeaderValue::from_static(plain),
            |error| {
                HeaderValue::from_str(&format!("Bearer error=\"{error}\""))
                    .unwrap_or(HeaderValue::from_static("Bearer"))
            },
        );
        headers.insert(WWW_AUTHENTICATE, challenge);
    }
}

fn body_of(failure: &Failure, form: ErrorForm, reader: &Reader) -> (Body, &'static str) {
    let id = reader.request_id.as_deref();
    match form {
        ErrorForm::Problem => (Problem::body(failure, id).into(), Problem::CONTENT_TYPE),
        ErrorForm::OAuth => (oauth::body(failure).into(), "application/json"),
        ErrorForm::Page => (
            #[cfg(feature = "portal")]
            page::body(failure, id, &reader.look).into(),
            #[cfg(not(feature = "portal"))]
            page::body(failure, id).into(),
            "text/html; charset=utf-8",
        ),
    }
}

fn to_sign_in(mut response: Response, reader: &Reader) -> Response {
    if let Ok(location) = HeaderValue::from_str(&reader.sign_in) {
        *response.status_mut() = StatusCode::SEE_OTHER;
        response.headers_mut().insert(LOCATION, location);
    }
    response
}
