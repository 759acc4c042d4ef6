use http::HeaderMap;

use crate::cookie::{CookieScheme, cookie_of};

/// Light, dark, or as the browser says. Kept in the cookie `anx_theme`; without it the browser decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Theme {
    /// As the browser says.
    #[default]
    Auto,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

impl Theme {
    /// From its name; anything else is left to the browser.
    pub(super) fn parse(text: &str) -> Self {
        match text {
            "dark" => Self::Dark,
            "light" => Self::Light,
            _ => Self::Auto,
        }
    }

    /// The choice of the browser that sends these headers.
    pub(super) fn of(headers: &HeaderMap, cookies: CookieScheme) -> Self {
        cookie_of(headers, &cookies.theme()).map_or(Self::Auto, |value| Self::parse(&value))
    }

    /// Its name.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// Whether the visitor chose.
    pub(super) fn is_chosen(self) -> bool {
        self != Self::Auto
    }
}

/// One of the three, as the switch shows it.
pub(super) struct Choice {
    pub(super) theme: Theme,
    pub(super) icon: &'static str,
    /// The id of its name.
    pub(super) text: &'static str,
    pub(super) is_current: bool,
}

impl Theme {
    /// The three, this one being the current one.
    pub(super) fn choices(self) -> [Choice; 3] {
        [
            (Self::Light, "sun", "theme-light"),
            (Self::Auto, "auto", "theme-auto"),
            (Self::Dark, "moon", "theme-dark"),
        ]
        .map(|(theme, icon, text)| Choice {
            theme,
            icon,
            text,
            is_current: theme == self,
        })
    }
}
