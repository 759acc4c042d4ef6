//! The rate limits of one request: which there are, what they say, and how that is told.

use std::hash::{DefaultHasher, Hash, Hasher};

use authnex_core::{
    TenantHandle,
    policy::{RateAxis, RateGroup},
};
use axum::response::Response;
use http::{HeaderValue, request::Parts};

use super::{
    client_address_of,
    limiter::{Decision, Rate, RateKey},
};
use crate::{extract::Caller, route::Route, state::HttpState};

/// What the limits say of a request, in the order in which they were asked.
#[derive(Debug, Default)]
pub(super) struct Rates(Vec<Asked>);

#[derive(Debug)]
struct Asked {
    group: RateGroup,
    axis: RateAxis,
    rate: Rate,
    decision: Decision,
}

impl Rates {
    /// Asks by address and by tenant, before anything dear is done. A tenant that does not exist is limited as the
    /// platform says, by its slug.
    pub(super) fn before(
        &mut self,
        (state, route): (&HttpState, &Route),
        parts: &Parts,
        (slug, tenant): (Option<&str>, Option<&TenantHandle>),
    ) {
        let Some(group) = route.group() else {
            return;
        };
        if let Some(address) = client_address_of(&parts.extensions) {
            self.ask(state, RateKey::of_address(group, address), tenant);
        }
        if let Some(slug) = slug {
            let key = RateKey {
                group,
                axis: RateAxis::Tenant,
                who: hash_of(&slug.trim().to_ascii_lowercase()),
            };
            self.ask(state, key, tenant);
        }
    }

    /// Asks by account, now that it is known who calls.
    pub(super) fn of_account(
        &mut self,
        (state, route): (&HttpState, &Route),
        parts: &Parts,
        tenant: Option<&TenantHandle>,
    ) {
        let Some((group, who)) = route.group().zip(account_of(parts)) else {
            return;
        };
        let key = RateKey {
            group,
            axis: RateAxis::Account,
            who: hash_of(&who),
        };
        self.ask(state, key, tenant);
    }

    fn ask(&mut self, state: &HttpState, key: RateKey, tenant: Option<&TenantHandle>) {
        let authnex = state.authnex();
        let policy = tenant.map_or(authnex.platform_policy(), TenantHandle::policy);
        let limit = policy.rate(key.group, key.axis);
        let (Some(limiter), Some(limit)) = (state.rates(), limit) else {
            return;
        };
        // What was refused already is not counted against anything else.
        if self.refused().is_some() {
            return;
        }
        let rate = Rate::share(limit, authnex.live_nodes());
        self.0.push(Asked {
            group: key.group,
            axis: key.axis,
            rate,
            decision: limiter.check(key, rate, authnex.clock().now()),
        });
    }

    /// After how many seconds the request may come again, if it is one too many.
    pub(super) fn refused(&self) -> Option<u32> {
        self.0
            .iter()
            .find(|asked| !asked.decision.is_taken())
            .map(|asked| asked.decision.retry_after_seconds)
    }

    /// The fields of draft-ietf-httpapi-ratelimit-headers: one item for each limit.
    pub(super) fn tell(&self, response: &mut Response) {
        let items = |item: fn(&Asked) -> String| {
            let all: Vec<String> = self.0.iter().map(item).collect();
            HeaderValue::from_str(&all.join(", ")).ok()
        };
        let policy = items(|asked| {
            let (quota, window) = (asked.rate.burst(), asked.rate.window_seconds());
            format!("\"{}\";q={quota};w={window}", asked.name())
        });
        let left = items(|asked| {
            let Decision {
                remaining,
                reset_seconds,
                ..
            } = asked.decision;
            format!("\"{}\";r={remaining};t={reset_seconds}", asked.name())
        });
        if self.0.is_empty() {
            return;
        }
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", left)] {
            if let Some(value) = value {
                response.headers_mut().insert(name, value);
            }
        }
    }
}

impl Asked {
    fn name(&self) -> String {
        format!("{}-{}", self.group.as_str(), self.axis.as_str())
    }
}

/// Who is signed in, as the route's requirement has found out.
fn account_of(parts: &Parts) -> Option<String> {
    let user = parts.extensions.get::<authnex_core::CurrentUser>();
    let caller = parts.extensions.get::<Caller>();
    user.map(|user| user.user.id.to_string())
        .or_else(|| caller.map(Caller::account))
}

fn hash_of(text: &str) -> u128 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let low = hasher.finish();
    1_u8.hash(&mut hasher);
    (u128::from(hasher.finish()) << 64) | u128::from(low)
}
