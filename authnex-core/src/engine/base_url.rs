use url::Url;

/// Why a text is no base URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseUrlError {
    /// It does not parse.
    #[error("the base URL is not a URL: {0}")]
    Parse(String),
    /// Neither https, nor http on a loopback name.
    #[error("the base URL must be https, or http on localhost, 127.0.0.1 or [::1]")]
    Insecure,
    /// It has a query, a fragment, a user or a password.
    #[error("the base URL must have no query, fragment, user or password")]
    Extra,
}

/// The one public URL: links and issuers come from it, never from a request's Host header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    url: Url,
    text: String,
    loopback: bool,
}

impl BaseUrl {
    /// Takes a URL in; a trailing slash is dropped.
    ///
    /// # Errors
    /// [`BaseUrlError`] says what is wrong.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let url = Url::parse(text).map_err(|error| BaseUrlError::Parse(error.to_string()))?;
        let extra = url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
            || url.password().is_some();
        if extra {
            return Err(BaseUrlError::Extra);
        }
        let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(BaseUrlError::Insecure),
        }
        Ok(Self {
            text: url.as_str().trim_end_matches('/').to_owned(),
            loopback,
            url,
        })
    }

    /// The parsed URL.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// The URL of a path that begins with `/`.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// Whether it is plain http on a loopback name: development, where cookies cannot be `Secure`.
    #[must_use]
    pub fn is_plain_loopback(&self) -> bool {
        self.loopback && self.url.scheme() == "http"
    }

    /// The origin, as a browser writes it.
    #[must_use]
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }
}
