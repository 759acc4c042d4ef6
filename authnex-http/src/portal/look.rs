use std::convert::Infallible;

use authnex_core::oauth::Parameters;
use axum::extract::FromRequestParts;
use http::{HeaderMap, header::ACCEPT_LANGUAGE, request::Parts};

use super::{frame::Frame, response::base_path, theme::Theme};
use crate::{
    extract::Visitor,
    state::HttpState,
    text::{Texts, choose, find},
};

/// How pages look for this browser: language, light or dark, and where links begin.
#[derive(Clone)]
pub(crate) struct Look {
    pub(super) texts: &'static Texts,
    pub(super) theme: Theme,
    /// The path of the base URL, without a slash at the end.
    pub(super) base: String,
}

impl Look {
    /// By the headers of a request.
    pub(crate) fn of(headers: &HeaderMap, state: &HttpState) -> Self {
        let asked = headers.get(ACCEPT_LANGUAGE);
        Self {
            texts: choose(asked.and_then(|value| value.to_str().ok())),
            theme: Theme::of(headers, state.cookies()),
            base: base_path(state),
        }
    }

    /// The frame of a page with the switch between light and dark.
    pub(super) fn frame(&self, visitor: &Visitor, title: String) -> Frame {
        Frame {
            theme_token: Some(visitor.open_form_token()),
            ..self.bare(title)
        }
    }

    /// The frame of a page that must hold no form of its own.
    pub(super) fn bare(&self, title: String) -> Frame {
        Frame {
            look: self.clone(),
            title,
            flash: None,
            owner: None,
            brand: None,
            links: Vec::new(),
            theme_token: None,
        }
    }
}

/// The first language that a client asks for and that there is (OpenID Connect Core 3.1.2.1, `ui_locales`).
fn wished(query: &str) -> Option<&'static Texts> {
    let parameters = Parameters::parse(query.as_bytes()).ok()?;
    let mut wishes = parameters.get("ui_locales")?.split_ascii_whitespace();
    wishes.find_map(find)
}

impl Default for Look {
    fn default() -> Self {
        Self {
            texts: choose(None),
            theme: Theme::Auto,
            base: String::new(),
        }
    }
}

impl FromRequestParts<HttpState> for Look {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Infallible> {
        let mut look = Self::of(&parts.headers, state);
        // Who is signed in has said which language, whatever the client asks for, and that counts before what the browser
        // wants. A visitor who is refused is refused by the page.
        if let Ok(visitor) = Visitor::from_request_parts(parts, state).await {
            let asked = parts.uri.query().and_then(wished);
            let waiting = visitor.pending.as_ref();
            let wish = asked.or_else(|| waiting.and_then(|pending| wished(&pending.query)));
            let locale = visitor.user.and_then(|who| who.user.profile.locale);
            if let Some(texts) = locale.as_deref().and_then(find).or(wish) {
                look.texts = texts;
            }
        }
        Ok(look)
    }
}
