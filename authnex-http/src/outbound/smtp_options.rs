use std::net::IpAddr;

use authnex_core::Secret;
use lettre::message::Mailbox;
use url::Url;

/// Why a URL or a sender does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SmtpOptionsError {
    /// It is no URL, of another scheme, or without a host.
    #[error("say smtp://HOST:PORT or smtps://HOST:PORT, with USER:PASSWORD@ where it is needed")]
    Url,
    /// It has a path, a fragment, or a query other than `tls`.
    #[error("the only parameter is tls: required, opportunistic or none")]
    Extra,
    /// `smtps` begins with TLS: there is nothing to choose.
    #[error("smtps begins with TLS; tls=… is for smtp")]
    TlsTwice,
    /// A password would cross the network in clear.
    #[error("a user and a password need smtps or tls=required, but on a loopback host")]
    CredentialsInClear,
    /// One of user and password alone.
    #[error("give both a user and a password, or neither")]
    Credentials,
    /// The sender is no mailbox.
    #[error("the sender is an address, or a name and an address in angle brackets")]
    From,
}

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protection {
    /// TLS from the first byte (RFC 8314 3.3).
    Implicit,
    /// STARTTLS, or nothing is sent.
    Required,
    /// STARTTLS where the server offers it.
    Opportunistic,
    /// None.
    None,
}

/// Where mails are handed over, and in whose name.
#[derive(Clone, Debug)]
pub struct SmtpOptions {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) protection: Protection,
    pub(super) credentials: Option<(String, Secret)>,
    pub(super) from: Mailbox,
}

impl SmtpOptions {
    /// Reads `smtp://[USER:PASSWORD@]HOST[:PORT][?tls=required|opportunistic|none]` or
    /// `smtps://[USER:PASSWORD@]HOST[:PORT]`, and the sender: `no-reply@example.com` or
    /// `Example <no-reply@example.com>`.
    ///
    /// The ports are 587 and 465 unless another is given. Without `tls`, STARTTLS is required, but on a loopback
    /// host, where there is none.
    ///
    /// # Errors
    /// [`SmtpOptionsError`] says which part does not do.
    pub fn parse(url: &str, from: &str) -> Result<Self, SmtpOptionsError> {
        let url = Url::parse(url).map_err(|_| SmtpOptionsError::Url)?;
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() {
            return Err(SmtpOptionsError::Url);
        }
        let loopback = is_loopback(host);
        let has_path = !matches!(url.path(), "" | "/");
        if has_path || url.fragment().is_some() {
            return Err(SmtpOptionsError::Extra);
        }
        let asked = asked_protection(&url)?;
        let (protection, port) = match (url.scheme(), asked) {
            ("smtps", None) => (Protection::Implicit, 465),
            ("smtps", Some(_)) => return Err(SmtpOptionsError::TlsTwice),
            ("smtp", Some(asked)) => (asked, 587),
            ("smtp", None) if loopback => (Protection::None, 587),
            ("smtp", None) => (Protection::Required, 587),
            _ => return Err(SmtpOptionsError::Url),
        };
        let credentials = credentials(&url)?;
        let protected = matches!(protection, Protection::Implicit | Protection::Required);
        if credentials.is_some() && !protected && !loopback {
            return Err(SmtpOptionsError::CredentialsInClear);
        }
        Ok(Self {
            host: host.to_owned(),
            port: url.port().unwrap_or(port),
            protection,
            credentials,
            from: from.trim().parse().map_err(|_| SmtpOptionsError::From)?,
        })
    }
}

fn asked_protection(url: &Url) -> Result<Option<Protection>, SmtpOptionsError> {
    let mut asked = None;
    for (name, value) in url.query_pairs() {
        let protection = match (&*name, &*value) {
            ("tls", "required") => Protection::Required,
            ("tls", "opportunistic") => Protection::Opportunistic,
            ("tls", "none") => Protection::None,
            _ => return Err(SmtpOptionsError::Extra),
        };
        if asked.replace(protection).is_some() {
            return Err(SmtpOptionsError::Extra);
        }
    }
    Ok(asked)
}

fn credentials(url: &Url) -> Result<Option<(String, Secret)>, SmtpOptionsError> {
    // The parts are percent-encoded; a plus sign stands for itself in them.
    let decoded = |text: &str| {
        let kept = text.replace('+', "%2B");
        let pair = format!("v={kept}");
        url::form_urlencoded::parse(pair.as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(SmtpOptionsError::Credentials),
        (user, Some(password)) => Ok(Some((decoded(user), Secret::from(decoded(password))))),
    }
}

/// A name or an address: in a URL of such a scheme an IPv4 address is read as a name.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::{Protection, SmtpOptions, SmtpOptionsError};

    const FROM: &str = "Example <no-reply@example.test>";

    fn parse(url: &str) -> Result<(String, u16, Protection), SmtpOptionsError> {
        let options = SmtpOptions::parse(url, FROM)?;
        Ok((options.host, options.port, options.protection))
    }

    #[test]
    fn what_is_not_said_is_safe() {
        let host = "mail.example.test";
        for (url, port, protection) in [
            ("smtp://mail.example.test", 587, Protection::Required),
            (
                "smtp://mail.example.test:25?tls=opportunistic",
                25,
                Protection::Opportunistic,
            ),
            ("smtp://mail.example.test?tls=none", 587, Protection::None),
            ("smtps://mail.example.test/", 465, Protection::Implicit),
            (
                "smtps://u:p@mail.example.test:4465",
                4465,
                Protection::Implicit,
            ),
        ] {
            assert_eq!(parse(url), Ok((host.to_owned(), port, protection)), "{url}");
        }
        let local = ("127.0.0.1".to_owned(), 2525, Protection::None);
        assert_eq!(parse("smtp://u:p@127.0.0.1:2525"), Ok(local));
        let local = ("::1".to_owned(), 587, Protection::None);
        assert_eq!(parse("smtp://[::1]"), Ok(local));
    }

    #[test]
    fn what_does_not_do_is_named() {
        use SmtpOptionsError::{Credentials, CredentialsInClear, Extra, TlsTwice, Url};
        for (url, error) in [
            ("mail.example.test", Url),
            ("http://mail.example.test", Url),
            ("smtp://", Url),
            ("smtp://mail.example.test/path", Extra),
            ("smtp://mail.example.test?tls=maybe", Extra),
            ("smtp://mail.example.test?tls=none&tls=required", Extra),
            ("smtp://mail.example.test?x=y", Extra),
            ("smtps://mail.example.test?tls=required", TlsTwice),
            ("smtp://u:p@mail.example.test?tls=none", CredentialsInClear),
            (
                "smtp://u:p@mail.example.test?tls=opportunistic",
                CredentialsInClear,
            ),
            ("smtp://u@mail.example.test", Credentials),
        ] {
            assert_eq!(parse(url), Err(error), "{url}");
        }
        for from in [
            "",
            "nobody",
            "a@b@c",
            "x <y>",
            "a@example.test\r\nBcc: b@example.test",
        ] {
            let refused = SmtpOptions::parse("smtp://localhost", from);
            assert_eq!(refused.unwrap_err(), SmtpOptionsError::From, "{from}");
        }
    }

    #[test]
    fn credentials_are_decoded_and_never_shown() {
        let url = "smtps://user%40example.test:p%3Aa+s%2Fs@mail.example.test";
        let options = SmtpOptions::parse(url, FROM).unwrap();
        let (user, password) = options.credentials.clone().unwrap();
        assert_eq!(
            (user.as_str(), password.expose()),
            ("user@example.test", "p:a+s/s")
        );
        assert!(!format!("{options:?}").contains("p:a+s/s"));
    }
}
