use authnex_core::{
    TenantHandle,
    foundation::Timestamp,
    oauth::{AuthorizationResponse, Parameters},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue};
use ring::hmac;

use super::{CookieScheme, cookie_of};

/// An authorization request that waits in the browser for its user to sign in. Nothing of it is stored: the cookie
/// holds the request as it came, and when it came, under the tenant's key.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    /// When the browser was first sent to sign in for it.
    pub(crate) asked_at: Timestamp,
    /// The request, as a query.
    pub(crate) query: String,
}

const LABEL: &str = "http pending authorization";

impl Pending {
    /// How long it waits, in seconds.
    const LIFE_SECONDS: u32 = 1_800;
    /// The longest request that a cookie holds, in bytes.
    pub(crate) const MAX_QUERY: usize = 3_500;

    /// The request that waits in this browser for this tenant.
    pub(crate) fn of(
        headers: &HeaderMap,
        scheme: CookieScheme,
        tenant: &TenantHandle,
    ) -> Option<Self> {
        let cookie = cookie_of(headers, &scheme.pending(tenant))?;
        let (tag, rest) = cookie.split_once('.')?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        hmac::verify(&tenant.mac_key(LABEL), rest.as_bytes(), &tag).ok()?;
        let (asked_at, query) = rest.split_once('.')?;
        let pending = Self {
            asked_at: Timestamp::from_micros(asked_at.parse().ok()?),
            query: query.to_owned(),
        };
        let until = pending.asked_at.plus_seconds(Self::LIFE_SECONDS);
        (until > tenant.authnex().clock().now()).then_some(pending)
    }

    /// The cookie that holds it.
    pub(crate) fn set(&self, scheme: CookieScheme, tenant: &TenantHandle) -> Option<HeaderValue> {
        let rest = format!("{}.{}", self.asked_at.as_micros(), self.query);
        let tag = hmac::sign(&tenant.mac_key(LABEL), rest.as_bytes());
        let value = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(tag));
        let life = Some(Self::LIFE_SECONDS);
        scheme.set(&scheme.pending(tenant), &value, life)
    }

    /// Its parameters.
    pub(crate) fn parameters(&self) -> Parameters {
        Parameters::parse(self.query.as_bytes()).unwrap_or_default()
    }

    /// What the policy of a page has to allow, so that its form may end at the client.
    pub(crate) fn form_target(&self) -> Option<String> {
        let parameters = self.parameters();
        AuthorizationResponse::form_target(parameters.get("redirect_uri")?)
    }

    /// Where the request goes on.
    pub(crate) fn path(&self, tenant: &TenantHandle) -> String {
        format!("/t/{}/oauth/authorize?{}", tenant.slug(), self.query)
    }
}
