use std::convert::Infallible;

use authnex_core::foundation::RequestContext;
use axum::extract::FromRequestParts;
use http::{HeaderMap, header::USER_AGENT, request::Parts};

use crate::{
    cookie::cookie_of,
    middleware::{client_address_of, request_id_of},
    state::HttpState,
    text::language_of,
};

/// What is known of the request before anything is decided: it goes into every event.
#[derive(Clone, Debug)]
pub(crate) struct RequestFacts(pub(crate) RequestContext);

impl RequestFacts {
    pub(crate) fn of(parts: &Parts) -> Self {
        let agent = parts.headers.get(USER_AGENT).map(|value| {
            String::from_utf8_lossy(value.as_bytes())
                .chars()
                .filter(|character| !character.is_control())
                .take(RequestContext::MAX_USER_AGENT)
                .collect()
        });
        Self(RequestContext {
            address: client_address_of(&parts.extensions),
            user_agent: agent,
            request_id: request_id_of(&parts.extensions).cloned(),
            language: language_of(&parts.headers),
            device: device_of(&parts.headers),
            ..RequestContext::anonymous()
        })
    }
}

/// What the browser keeps of earlier sign-ins, under either of its names: it is taken for nothing before its marks are
/// verified.
fn device_of(headers: &HeaderMap) -> Option<String> {
    const LONGEST: usize = 512;
    ["__Host-anx_device", "anx_device"]
        .into_iter()
        .find_map(|name| cookie_of(headers, name))
        .filter(|text| text.len() <= LONGEST)
}

impl FromRequestParts<HttpState> for RequestFacts {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &HttpState) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}
