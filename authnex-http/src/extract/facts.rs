use std::convert::Infallible;

use authnex_core::foundation::RequestContext;
use axum::extract::FromRequestParts;
use http::{header::USER_AGENT, request::Parts};

use crate::{
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
            ..RequestContext::anonymous()
        })
    }
}

impl FromRequestParts<HttpState> for RequestFacts {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &HttpState) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}
