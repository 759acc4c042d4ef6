use url::Url;

use super::{Refusal, ReturnAddress};
use crate::foundation::PlainToken;

/// How an authorization response travels to the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseMode {
    /// By a form that the browser posts (OAuth 2.0 Form Post Response Mode).
    FormPost,
    /// In the redirect URI's query.
    #[default]
    Query,
}

impl ResponseMode {
    /// From its name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "form_post" => Some(Self::FormPost),
            "query" => Some(Self::Query),
            _ => None,
        }
    }
}

/// An authorization response, good or bad, on its way to the client.
pub struct AuthorizationResponse {
    /// Where it goes.
    pub uri: String,
    /// How.
    pub mode: ResponseMode,
    /// What it says, in order.
    pub parameters: Vec<(&'static str, String)>,
}

/// It may hold a code.
impl std::fmt::Debug for AuthorizationResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.parameters.iter().map(|(name, _)| name).collect();
        f.debug_struct("AuthorizationResponse")
            .field("uri", &self.uri)
            .field("mode", &self.mode)
            .field("parameters", &names)
            .finish()
    }
}

impl AuthorizationResponse {
    /// A code (RFC 6749 4.1.2), with the issuer's name against mix-up (RFC 9207 2).
    pub(crate) fn code(to: &ReturnAddress, issuer: &str, code: &PlainToken) -> Self {
        Self::with(to, issuer, vec![("code", code.expose().to_owned())])
    }

    /// A refusal (RFC 6749 4.1.2.1).
    #[must_use]
    pub fn refusal(to: &ReturnAddress, issuer: &str, refusal: Refusal) -> Self {
        let told = vec![
            ("error", refusal.code.as_str().to_owned()),
            ("error_description", refusal.description.to_owned()),
        ];
        Self::with(to, issuer, told)
    }

    fn with(to: &ReturnAddress, issuer: &str, mut parameters: Vec<(&'static str, String)>) -> Self {
        if let Some(state) = &to.state {
            parameters.push(("state", state.clone()));
        }
        parameters.push(("iss", issuer.to_owned()));
        Self {
            uri: to.uri.clone(),
            mode: to.mode,
            parameters,
        }
    }

    /// The redirect URI with the response in its query; what stands there already is kept as it is.
    #[must_use]
    pub fn location(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.parameters);
        let separator = if self.uri.contains('?') { '&' } else { '?' };
        format!("{}{separator}{}", self.uri, query.finish())
    }

    /// What a page's `form-action` has to allow, so that a form may end at this URI.
    #[must_use]
    pub fn form_target(uri: &str) -> Option<String> {
        let url = Url::parse(uri).ok()?;
        match url.scheme() {
            "http" | "https" => Some(url.origin().ascii_serialization()),
            scheme => Some(format!("{scheme}:")),
        }
    }
}
