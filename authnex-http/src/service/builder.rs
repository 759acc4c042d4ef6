use std::{sync::Arc, time::Duration};

use authnex_core::Authnex;
use ipnet::IpNet;

use super::{AuthnexService, OperatorToken};
use crate::{
    DevMailbox,
    middleware::{RateLimiter, TrustedProxies},
    openapi,
    state::{HttpState, Inner, MetricsText, OperatorKey},
};

/// Options of the services; every one has a default.
#[must_use = "nothing is served before `build`"]
pub struct ServiceBuilder {
    authnex: Authnex,
    proxies: Vec<IpNet>,
    rate_limits: bool,
    body_limit: usize,
    time_limit: Duration,
    metrics: Option<MetricsText>,
    operator: Option<OperatorToken>,
    mailbox: Option<DevMailbox>,
    style_guide: bool,
}

impl std::fmt::Debug for ServiceBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServiceBuilder")
            .field("proxies", &self.proxies)
            .field("rate_limits", &self.rate_limits)
            .field("body_limit", &self.body_limit)
            .field("time_limit", &self.time_limit)
            .finish_non_exhaustive()
    }
}

impl ServiceBuilder {
    /// Begins with the defaults.
    pub fn new(authnex: Authnex) -> Self {
        Self {
            authnex,
            proxies: Vec::new(),
            rate_limits: true,
            body_limit: 64 * 1024,
            time_limit: Duration::from_secs(30),
            metrics: None,
            operator: None,
            mailbox: None,
            style_guide: false,
        }
    }

    /// Networks whose forwarding headers and request ids count; default none.
    pub fn trusted_proxies(mut self, networks: Vec<IpNet>) -> Self {
        self.proxies = networks;
        self
    }

    /// Whether password forms have a rate limit for each client address (10 a second, 60 at once); default yes.
    /// The lockout of accounts is a policy and stays on.
    pub fn rate_limits(mut self, on: bool) -> Self {
        self.rate_limits = on;
        self
    }

    /// The largest request body, in bytes; default 64 KiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// The longest time that a request may take; default 30 s.
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// What `/metrics` answers; without it, 404. The application installs the recorder of the `metrics` facade.
    pub fn metrics(mut self, render: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.metrics = Some(Arc::new(render));
        self
    }

    /// The Bearer token of the operator's API under `/api/v1/tenants`; without it, that is as if absent.
    pub fn operator_token(mut self, token: OperatorToken) -> Self {
        self.operator = Some(token);
        self
    }

    /// Whether `/dev/style-guide` shows every part of the pages; only on a plain-http loopback base URL; default no.
    pub fn style_guide(mut self, on: bool) -> Self {
        self.style_guide = on;
        self
    }

    /// The development mailbox that `/dev/mailbox` shows; without it, or on a base URL that is not plain http on a
    /// loopback name, 404.
    pub fn mailbox(mut self, mailbox: DevMailbox) -> Self {
        self.mailbox = Some(mailbox);
        self
    }

    /// The whole: API, OpenID provider, pages, health, metrics, documents.
    #[must_use]
    pub fn build(self) -> AuthnexService {
        AuthnexService::with(self)
    }

    pub(super) fn state(self) -> HttpState {
        let base = self.authnex.base_url();
        HttpState::new(Inner {
            proxies: TrustedProxies::new(self.proxies),
            rates: self.rate_limits.then(RateLimiter::default),
            body_limit: self.body_limit,
            time_limit: self.time_limit,
            metrics: self.metrics,
            mailbox: self.mailbox,
            style_guide: self.style_guide,
            origin: base.origin(),
            openapi: openapi::document(&base.join(""), self.operator.is_some()),
            tenant_openapi: openapi::TenantDocument::new(),
            operator: self
                .operator
                .map(|token| OperatorKey::new(&self.authnex, &token)),
            authnex: self.authnex,
        })
    }
}
