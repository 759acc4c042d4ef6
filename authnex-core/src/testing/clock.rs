use std::sync::atomic::{AtomicI64, Ordering};

use crate::foundation::{Clock, Timestamp};

/// A clock that stands until it is moved.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that stands at so many seconds since the epoch.
    #[must_use]
    pub const fn at(unix_seconds: i64) -> Self {
        Self(AtomicI64::new(unix_seconds.saturating_mul(1_000_000)))
    }

    /// Moves it on.
    pub fn advance(&self, seconds: u32) {
        self.advance_millis(u64::from(seconds) * 1000);
    }

    /// Moves it on by milliseconds.
    pub fn advance_millis(&self, millis: u64) {
        let micros = i64::try_from(millis.saturating_mul(1000)).unwrap_or(i64::MAX);
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}
