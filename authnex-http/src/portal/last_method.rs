use http::HeaderMap;

use crate::{
    cookie::{CookieScheme, cookie_of},
    text::Texts,
};

/// How this browser signed in the last time: a hint on the sign-in form, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LastMethod {
    /// By password.
    Password,
    /// By passkey.
    Passkey,
    /// By a mailed link or code.
    Mail,
}

impl LastMethod {
    /// By the first factor of a session (RFC 8176 2).
    pub(super) fn of(amr: &str) -> Self {
        match amr.split(' ').next() {
            Some("hwk" | "swk") => Self::Passkey,
            Some("otp") => Self::Mail,
            _ => Self::Password,
        }
    }

    /// Its name in the cookie.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey => "passkey",
            Self::Mail => "mail",
        }
    }

    /// What the browser's cookie says, in words; empty if it says nothing.
    pub(super) fn hint(texts: &Texts, headers: &HeaderMap, cookies: CookieScheme) -> String {
        let said = cookie_of(headers, &cookies.last_method()).unwrap_or_default();
        let known = [Self::Password, Self::Passkey, Self::Mail];
        let method = known.into_iter().find(|method| method.as_str() == said);
        method.map_or_else(String::new, |method| {
            texts.get(match method {
                Self::Password => "last-method-password",
                Self::Passkey => "last-method-passkey",
                Self::Mail => "last-method-mail",
            })
        })
    }
}
