use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::{header::ACCEPT_LANGUAGE, request::Parts};

use crate::{
    state::HttpState,
    text::{Texts, choose},
};

/// The texts in the browser's language.
pub(super) struct Language(pub(super) &'static Texts);

impl FromRequestParts<HttpState> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &HttpState) -> Result<Self, Infallible> {
        let asked = parts.headers.get(ACCEPT_LANGUAGE);
        Ok(Self(choose(asked.and_then(|value| value.to_str().ok()))))
    }
}
