#[cfg(feature = "portal")]
use authnex_core::session::Session;
use authnex_core::{Authnex, TenantHandle, foundation::TenantId};
#[cfg(feature = "portal")]
use cookie::{Cookie, SameSite, time::Duration};
#[cfg(feature = "portal")]
use http::HeaderValue;

/// How many characters of a tenant's id name its cookie: the milliseconds of its making and 24 random bits.
const TAG_LENGTH: usize = 16;

/// The name of what the browser keeps of earlier sign-ins, behind the prefix.
#[cfg(feature = "portal")]
const DEVICE: &str = "device";

/// Names and attributes of the cookies, as the base URL allows them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CookieScheme {
    /// False on a plain-http loopback base URL.
    secure: bool,
}

impl CookieScheme {
    pub(crate) fn of(authnex: &Authnex) -> Self {
        Self {
            secure: !authnex.is_loopback(),
        }
    }

    #[cfg(all(test, feature = "portal"))]
    pub(crate) const fn new(secure: bool) -> Self {
        Self { secure }
    }

    fn name(self, rest: &str) -> String {
        let prefix = if self.secure { "__Host-" } else { "" };
        format!("{prefix}anx_{rest}")
    }

    /// The session cookie of a tenant.
    pub(crate) fn session(self, tenant: &TenantHandle) -> String {
        self.session_of(tenant.scope().id())
    }

    pub(crate) fn session_of(self, tenant: TenantId) -> String {
        let id = tenant.to_string();
        let body = id.split_once('_').map_or("", |(_, body)| body);
        self.name(body.get(..TAG_LENGTH).unwrap_or(body))
    }

    /// The slug of the portal's current tenant.
    #[cfg(feature = "portal")]
    pub(crate) fn organization(self) -> String {
        self.name("org")
    }

    /// The slugs of the organizations that the browser signed in to.
    #[cfg(feature = "portal")]
    pub(crate) fn organizations(self) -> String {
        self.name("orgs")
    }

    /// What forms before sign-in are bound to.
    #[cfg(feature = "portal")]
    pub(crate) fn csrf(self) -> String {
        self.name("csrf")
    }

    /// The handle of a sign-in that demands something first.
    #[cfg(feature = "portal")]
    pub(crate) fn flow(self) -> String {
        self.name("flow")
    }

    /// What the browser keeps of earlier sign-ins.
    #[cfg(feature = "portal")]
    pub(crate) fn device(self) -> String {
        self.name(DEVICE)
    }

    /// The token of a browser that a user of this tenant trusts.
    #[cfg(feature = "portal")]
    pub(crate) fn trusted_browser(self, tenant: &TenantHandle) -> String {
        let id = tenant.scope().id().to_string();
        let body = id.split_once('_').map_or("", |(_, body)| body);
        let tag = body.get(..TAG_LENGTH).unwrap_or(body);
        self.name(&format!("trusted_{tag}"))
    }

    /// How the browser signed in the last time.
    #[cfg(feature = "portal")]
    pub(crate) fn last_method(self) -> String {
        self.name("flow_last")
    }

    /// That the offer of a passkey was dismissed.
    #[cfg(feature = "portal")]
    pub(crate) fn passkey_offer(self) -> String {
        self.name("flow_offer")
    }

    /// The authorization request for which a visitor of this tenant is signing in.
    #[cfg(feature = "portal")]
    pub(crate) fn pending(self, tenant: &TenantHandle) -> String {
        let id = tenant.scope().id().to_string();
        let body = id.split_once('_').map_or("", |(_, body)| body);
        self.name(&format!("flow_{}", body.get(..TAG_LENGTH).unwrap_or(body)))
    }

    /// Light or dark.
    #[cfg(feature = "portal")]
    pub(crate) fn theme(self) -> String {
        self.name("theme")
    }

    /// The `Set-Cookie` of a cookie; without a life in seconds it goes with the browser's session.
    #[cfg(feature = "portal")]
    pub(crate) fn set(self, name: &str, value: &str, max_age: Option<u32>) -> Option<HeaderValue> {
        let mut cookie = self.base(name, value);
        if let Some(seconds) = max_age {
            cookie.set_max_age(Duration::seconds(seconds.into()));
        }
        HeaderValue::from_str(&cookie.to_string()).ok()
    }

    /// The `Set-Cookie` that opens a session in the browser, for as long as the session may live.
    #[cfg(feature = "portal")]
    pub(crate) fn set_session(
        self,
        tenant: &TenantHandle,
        session: &Session,
        token: &str,
    ) -> Option<HeaderValue> {
        let now = tenant.authnex().clock().now();
        let life = now.seconds_until(session.expires_at);
        self.set(&self.session(tenant), token, Some(life))
    }

    /// The `Set-Cookie` that takes a cookie back.
    #[cfg(feature = "portal")]
    pub(crate) fn clear(self, name: &str) -> Option<HeaderValue> {
        self.set(name, "", Some(0))
    }

    #[cfg(feature = "portal")]
    fn base<'a>(self, name: &'a str, value: &'a str) -> Cookie<'a> {
        Cookie::build((name, value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .build()
    }
}

#[cfg(all(test, feature = "portal"))]
mod tests {
    use authnex_core::foundation::TenantId;

    use super::CookieScheme;

    #[test]
    fn over_https_cookies_are_host_only_secure_and_hidden_from_scripts() {
        let scheme = CookieScheme::new(true);
        let tenant: TenantId = "ten_01jf8zs8v4e7zv9d3w7m5k2q1x".parse().unwrap();
        assert_eq!(scheme.session_of(tenant), "__Host-anx_01jf8zs8v4e7zv9d");
        let header = scheme.set(&scheme.csrf(), "v", Some(60)).unwrap();
        assert_eq!(
            header,
            "__Host-anx_csrf=v; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=60"
        );
    }

    #[test]
    fn on_a_plain_loopback_base_there_is_neither_prefix_nor_secure() {
        let scheme = CookieScheme::new(false);
        assert_eq!(scheme.organization(), "anx_org");
        let header = scheme.set(&scheme.organization(), "acme", None).unwrap();
        assert_eq!(header, "anx_org=acme; HttpOnly; SameSite=Lax; Path=/");
    }

    #[test]
    fn a_cookie_is_taken_back_by_an_empty_one_that_is_over() {
        let header = CookieScheme::new(false).clear("anx_org").unwrap();
        assert!(header.to_str().unwrap().contains("Max-Age=0"));
    }
}
