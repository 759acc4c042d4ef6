use serde::{Deserialize, Serialize};

/// How a tenant's pages and mails look beside its name, and where they lead.
///
/// Whatever the colours are, what is written on them and in them is worked out so that it can be read (WCAG 2.2,
/// 1.4.3): no choice makes a page unreadable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Branding {
    /// The accent on light pages, `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent_color: Option<String>,
    /// The accent on dark pages, `#rrggbb`; without it that of light pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent_color_dark: Option<String>,
    /// Where users get help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_uri: Option<String>,
    /// The privacy policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// The terms of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
}

/// Whether a text is `#rrggbb`.
#[must_use]
pub fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

impl Branding {
    /// The two accents, on light and on dark pages, if there are any.
    #[must_use]
    pub fn accents(&self) -> Option<(&str, &str)> {
        let light = self.accent_color.as_deref();
        let dark = self.accent_color_dark.as_deref();
        Some((light.or(dark)?, dark.or(light)?))
    }

    /// Its colours, each with the name of its field.
    pub(crate) fn colors(&self) -> [(&'static str, Option<&str>); 2] {
        [
            ("accent_color", self.accent_color.as_deref()),
            ("accent_color_dark", self.accent_color_dark.as_deref()),
        ]
    }

    /// Its links, each with the name of its field.
    #[must_use]
    pub fn links(&self) -> [(&'static str, Option<&str>); 3] {
        [
            ("support_uri", self.support_uri.as_deref()),
            ("policy_uri", self.policy_uri.as_deref()),
            ("tos_uri", self.tos_uri.as_deref()),
        ]
    }
}
