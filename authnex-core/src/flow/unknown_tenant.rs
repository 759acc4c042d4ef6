use moka::sync::Cache;
use ring::digest::{SHA256, digest};

use crate::{foundation::Timestamp, policy::Policy};

/// Failures at tenants that do not exist, counted in memory: a slug that exists must not be told from one that
/// does not by who gets locked.
#[derive(Debug)]
pub(crate) struct UnknownTenants(Cache<[u8; 32], Failures>);

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    window: Timestamp,
    locked_until: Option<Timestamp>,
    /// How long the last lock was, in seconds; 0 = none of late.
    length: u32,
}

impl UnknownTenants {
    pub(crate) fn new() -> Self {
        Self(Cache::new(10_000))
    }

    fn key(slug: &str, login: &str) -> [u8; 32] {
        let mut key = [0; 32];
        key.copy_from_slice(digest(&SHA256, format!("{slug}\n{login}").as_bytes()).as_ref());
        key
    }

    pub(crate) fn locked_for(&self, slug: &str, login: &str, now: Timestamp) -> Option<u32> {
        self.0
            .get(&Self::key(slug, login))
            .and_then(|failures| failures.locked_until)
            .filter(|until| *until > now)
            .map(|until| now.seconds_until(until))
    }

    /// Counts as a tenant with the platform's policy would.
    pub(crate) fn count(&self, slug: &str, login: &str, policy: &Policy, now: Timestamp) {
        let fresh = Failures {
            count: 0,
            window: now,
            locked_until: None,
            length: 0,
        };
        let longest = policy.lockout_max_seconds.max(policy.lockout_seconds);
        self.0
            .entry(Self::key(slug, login))
            .and_upsert_with(|entry| {
                let old = entry.map_or(fresh, moka::Entry::into_value);
                let ends = old.window.plus_seconds(policy.lockout_window_seconds);
                let over = old.locked_until.unwrap_or(ends) <= now;
                let quiet = old.locked_until.unwrap_or(old.window).plus_seconds(longest) <= now;
                let mut new = if over { fresh } else { old };
                new.length = if over && quiet { 0 } else { old.length };
                new.count += 1;
                if new.locked_until.is_none() && new.count >= policy.lockout_failures {
                    new.length = match new.length {
                        0 => policy.lockout_seconds,
                        last => last.saturating_mul(2).min(longest),
                    };
                    new.locked_until = Some(now.plus_seconds(new.length));
                }
                new
            });
    }
}
