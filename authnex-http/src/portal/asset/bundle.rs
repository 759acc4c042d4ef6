use std::{fmt::Write, sync::LazyLock};

use ring::digest::{SHA256, digest};

use super::squeeze::squeeze;

/// What pages link to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::portal) enum Bundle {
    /// The sign in the browser's tab.
    Favicon,
    /// What sends the one form of a page that is passed through.
    PassJs,
    /// The styles of every page.
    PageCss,
    /// The scripts of every page.
    PageJs,
    /// What the page that adds passkeys has beside.
    PasskeyAddJs,
    /// What pages that sign in by passkey have beside.
    PasskeyJs,
    /// What the portal's own pages have beside.
    PortalCss,
    /// What the portal's own pages have beside.
    PortalJs,
}

macro_rules! sheets {
    ($($name:literal)*) => { concat!($(include_str!(concat!("../../../assets/css/", $name, ".css")), "\n"),*) };
}

/// Modules have scopes of their own; put together each one stands in a block.
macro_rules! scripts {
    ($($name:literal)*) => { concat!($("{\n", include_str!(concat!("../../../assets/js/", $name, ".js")), "}\n"),*) };
}

/// Files that share what the first of them has: in one block.
macro_rules! together {
    ($($name:literal)*) => { concat!("{\n", $(include_str!(concat!("../../../assets/js/", $name, ".js"))),*, "}\n") };
}

const PAGE_CSS: &str = sheets!("token" "base" "button" "form" "notice" "card" "print");
const PORTAL_CSS: &str = sheets!(
    "shell" "menu" "panel" "table" "badge" "dialog" "tab" "code" "list" "chart"
);
const PAGE_JS: &str = scripts!("password" "checklist" "theme" "submit");
const PASSKEY_JS: &str = together!("passkey" "passkey_sign_in");
const PASSKEY_ADD_JS: &str = together!("passkey" "passkey_add");
const PASS_JS: &str = scripts!("pass");
const PORTAL_JS: &str = scripts!("copy" "menu" "dialog");
const FAVICON: &str = include_str!("../../../assets/svg/favicon.svg");

/// A bundle as it is served.
#[derive(Debug)]
pub(super) struct Built {
    /// Below `/assets/`.
    pub(super) name: String,
    pub(super) text: String,
}

impl Built {
    fn new(stem: &str, extension: &str, source: &str) -> Self {
        let text = squeeze(source);
        let mut name = format!("{stem}.");
        for byte in digest(&SHA256, text.as_bytes()).as_ref().iter().take(6) {
            // Writing to a string cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        name.push('.');
        name.push_str(extension);
        Self { name, text }
    }
}

impl Bundle {
    pub(super) const ALL: [Self; 8] = [
        Self::Favicon,
        Self::PassJs,
        Self::PageCss,
        Self::PageJs,
        Self::PasskeyAddJs,
        Self::PasskeyJs,
        Self::PortalCss,
        Self::PortalJs,
    ];

    pub(super) fn built(self) -> &'static Built {
        static FAVICON_BUILT: LazyLock<Built> =
            LazyLock::new(|| Built::new("authnex", "svg", FAVICON));
        static PASS_JS_BUILT: LazyLock<Built> = LazyLock::new(|| Built::new("pass", "js", PASS_JS));
        static PAGE_CSS_BUILT: LazyLock<Built> =
            LazyLock::new(|| Built::new("page", "css", PAGE_CSS));
        static PAGE_JS_BUILT: LazyLock<Built> = LazyLock::new(|| Built::new("page", "js", PAGE_JS));
        static PASSKEY_JS_BUILT: LazyLock<Built> =
            LazyLock::new(|| Built::new("passkey", "js", PASSKEY_JS));
        static PASSKEY_ADD_JS_BUILT: LazyLock<Built> =
            LazyLock::new(|| Built::new("passkey-add", "js", PASSKEY_ADD_JS));
        static PORTAL_CSS_BUILT: LazyLock<Built> =
            LazyLock::new(|| Built::new("portal", "css", PORTAL_CSS));
        static PORTAL_JS_BUILT: LazyLock<Built> =
            LazyLock::new(|| Built::new("portal", "js", PORTAL_JS));
        match self {
            Self::Favicon => &FAVICON_BUILT,
            Self::PassJs => &PASS_JS_BUILT,
            Self::PageCss => &PAGE_CSS_BUILT,
            Self::PageJs => &PAGE_JS_BUILT,
            Self::PasskeyAddJs => &PASSKEY_ADD_JS_BUILT,
            Self::PasskeyJs => &PASSKEY_JS_BUILT,
            Self::PortalCss => &PORTAL_CSS_BUILT,
            Self::PortalJs => &PORTAL_JS_BUILT,
        }
    }

    /// Its type as HTTP names it.
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Favicon => "image/svg+xml",
            Self::PageCss | Self::PortalCss => "text/css; charset=utf-8",
            Self::PageJs | Self::PassJs | Self::PasskeyAddJs | Self::PasskeyJs | Self::PortalJs => {
                "text/javascript; charset=utf-8"
            }
        }
    }

    /// Its path below the base URL.
    pub(in crate::portal) fn path(self) -> String {
        format!("/assets/{}", self.built().name)
    }
}
