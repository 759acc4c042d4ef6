use std::sync::atomic::{AtomicU64, Ordering};

use crate::jose::JwkSet;

/// The interval of [`KeyRefresh`] unless another is chosen, in seconds.
pub const DEFAULT_REFRESH_SECONDS: u64 = 60;

/// Where a [`Verifier`](super::Verifier) gets the issuer's key set again when a token names a key
/// that it does not know.
///
/// `refresh` is called on the thread that verifies, at most once per interval. Where that thread
/// must not block, leave the source out and use
/// [`Verifier::replace_keys`](super::Verifier::replace_keys).
pub trait KeySource: Send + Sync {
    /// The issuer's whole key set as it is now, or `None` when it cannot be had; the set in use
    /// then stays. `unknown_kid` comes from an unverified token: use it for logs alone, never to
    /// choose from where to fetch.
    fn refresh(&self, unknown_kid: &str) -> Option<JwkSet>;
}

/// Permits one attempt per interval, so that tokens with invented key names do not turn into
/// requests to the issuer.
#[derive(Debug)]
pub struct KeyRefresh {
    interval_seconds: u64,
    last_attempt: AtomicU64,
}

impl KeyRefresh {
    /// One attempt per `interval_seconds`, the first at once.
    #[must_use]
    pub const fn new(interval_seconds: u64) -> Self {
        Self {
            interval_seconds,
            last_attempt: AtomicU64::new(NEVER),
        }
    }

    /// Whether an attempt may be made at `now_unix` (seconds). A permit counts as the attempt, so
    /// of many threads one gets it.
    pub fn permit(&self, now_unix: u64) -> bool {
        let last = self.last_attempt.load(Ordering::Relaxed);
        // By distance: a clock set back must not shut the source off until it catches up.
        if last != NEVER && last.abs_diff(now_unix) < self.interval_seconds {
            return false;
        }
        self.last_attempt
            .compare_exchange(last, now_unix, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    }
}

impl Default for KeyRefresh {
    fn default() -> Self {
        Self::new(DEFAULT_REFRESH_SECONDS)
    }
}

const NEVER: u64 = u64::MAX;
