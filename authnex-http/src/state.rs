use std::{sync::Arc, time::Duration};

use authnex_core::Authnex;
use ring::hmac;

#[cfg(feature = "portal")]
use crate::cookie::CookieScheme;
use crate::{
    DevMailbox,
    middleware::{RateLimiter, TrustedProxies},
    openapi::TenantDocument,
    service::OperatorToken,
};

/// Writes the installation's metrics as text.
pub(crate) type MetricsText = Arc<dyn Fn() -> String + Send + Sync>;

/// What handlers and middleware work with.
#[derive(Clone)]
pub(crate) struct HttpState(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) authnex: Authnex,
    pub(crate) proxies: TrustedProxies,
    pub(crate) rates: Option<RateLimiter>,
    pub(crate) body_limit: usize,
    pub(crate) time_limit: Duration,
    pub(crate) metrics: Option<MetricsText>,
    pub(crate) origin: String,
    pub(crate) openapi: String,
    pub(crate) tenant_openapi: TenantDocument,
    pub(crate) operator: Option<OperatorKey>,
    pub(crate) mailbox: Option<DevMailbox>,
    pub(crate) style_guide: bool,
}

/// What the operator's token is compared by: a tag of it, in constant time.
pub(crate) struct OperatorKey {
    key: hmac::Key,
    tag: hmac::Tag,
}

impl OperatorKey {
    pub(crate) fn new(authnex: &Authnex, token: &OperatorToken) -> Self {
        let key = authnex.mac_key("operator token");
        let tag = hmac::sign(&key, token.expose().as_bytes());
        Self { key, tag }
    }

    /// Whether this is the token.
    pub(crate) fn is_token(&self, presented: &str) -> bool {
        hmac::verify(&self.key, presented.as_bytes(), self.tag.as_ref()).is_ok()
    }
}

impl HttpState {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The engine.
    pub(crate) fn authnex(&self) -> &Authnex {
        &self.0.authnex
    }

    /// Whose forwarding headers count.
    pub(crate) fn proxies(&self) -> &TrustedProxies {
        &self.0.proxies
    }

    /// The rate limits, if they are on.
    pub(crate) fn rates(&self) -> Option<&RateLimiter> {
        self.0.rates.as_ref()
    }

    /// The largest body, in bytes.
    pub(crate) fn body_limit(&self) -> usize {
        self.0.body_limit
    }

    /// The longest time that a request may take.
    pub(crate) fn time_limit(&self) -> Duration {
        self.0.time_limit
    }

    /// The metrics as text, if the application gave them.
    pub(crate) fn metrics(&self) -> Option<String> {
        self.0.metrics.as_ref().map(|render| render())
    }

    /// Whether the style guide is shown.
    #[cfg(feature = "portal")]
    pub(crate) fn shows_style_guide(&self) -> bool {
        self.0.style_guide && self.authnex().is_loopback()
    }

    /// The development mailbox, if there is one and the base URL is one of development.
    pub(crate) fn mailbox(&self) -> Option<&DevMailbox> {
        let mailbox = self.0.mailbox.as_ref();
        mailbox.filter(|_| self.authnex().is_loopback())
    }

    /// The base URL's origin.
    pub(crate) fn origin(&self) -> &str {
        &self.0.origin
    }

    /// By what the operator is known, if there is one.
    pub(crate) fn operator(&self) -> Option<&OperatorKey> {
        self.0.operator.as_ref()
    }

    /// The OpenAPI document.
    pub(crate) fn openapi(&self) -> &str {
        &self.0.openapi
    }

    /// The OpenAPI document of every tenant, before its issuer is put in.
    pub(crate) fn tenant_openapi(&self) -> &TenantDocument {
        &self.0.tenant_openapi
    }

    /// Names and attributes of cookies.
    #[cfg(feature = "portal")]
    pub(crate) fn cookies(&self) -> CookieScheme {
        CookieScheme::of(self.authnex())
    }
}
