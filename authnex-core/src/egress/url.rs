use std::net::IpAddr;

use url::{Host, Url};

use super::is_public;

/// What may be called from this installation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EgressRules {
    /// Whether loopback and private addresses may be called, and by plain http: development and tests.
    pub allow_private: bool,
}

/// Why a URL is not called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EgressUrlError {
    /// It is no absolute URL, or too long.
    #[error("this is no absolute URL")]
    Malformed,
    /// It is not https.
    #[error("only https is called")]
    Scheme,
    /// It names a user or a password.
    #[error("a URL that is called names no user and no password")]
    Credentials,
    /// It names a port that is not one of the web's.
    #[error("only the ports 443 and 1024 to 65535 are called")]
    Port,
    /// It names an address or a host that is not public.
    #[error("the host is not a public one")]
    Private,
}

/// A URL that may be called, as far as its text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EgressUrl(Url);

/// The longest URL, in bytes.
const MAX_BYTES: usize = 2_048;

/// Names that lead to the machine itself or stay within a network (RFC 6761, 6762, 8375, 9476).
const LOCAL: [&str; 9] = [
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home.arpa",
    "onion",
    "alt",
];

impl EgressUrl {
    /// Looks at a URL as it is written. What the host's name leads to is looked at by who connects.
    ///
    /// # Errors
    /// [`EgressUrlError`] says what is wrong.
    pub fn parse(text: &str, rules: EgressRules) -> Result<Self, EgressUrlError> {
        if text.len() > MAX_BYTES {
            return Err(EgressUrlError::Malformed);
        }
        let mut url = Url::parse(text).map_err(|_| EgressUrlError::Malformed)?;
        match url.scheme() {
            "https" => {}
            "http" if rules.allow_private => {}
            _ => return Err(EgressUrlError::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EgressUrlError::Credentials);
        }
        let port = url.port_or_known_default().unwrap_or_default();
        if !rules.allow_private && port != 443 && port < 1_024 {
            return Err(EgressUrlError::Port);
        }
        // The parser has read decimal, octal, hexadecimal and short forms into an address.
        let fits = match url.host() {
            Some(Host::Ipv4(address)) => is_public(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => is_public(IpAddr::V6(address)),
            Some(Host::Domain(name)) => is_public_name(name),
            None => return Err(EgressUrlError::Malformed),
        };
        if !fits && !rules.allow_private {
            return Err(EgressUrlError::Private);
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// The URL.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.0
    }
}

fn is_public_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let local = LOCAL
        .iter()
        .any(|local| name == *local || name.ends_with(&format!(".{local}")));
    name.contains('.') && !local
}
