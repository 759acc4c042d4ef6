use std::sync::atomic::{AtomicI64, Ordering};

use super::StoreError;
use crate::foundation::Timestamp;

/// Notices that the store is away, so that what is cached answers without waiting for it each time.
#[derive(Debug)]
pub(crate) struct Outage(AtomicI64);

impl Default for Outage {
    fn default() -> Self {
        Self(AtomicI64::new(i64::MIN))
    }
}

impl Outage {
    /// For how long cached answers are given without the store, in seconds. Nobody can end a session while the
    /// store is away; what another node ended in the second before is honoured until it is back.
    pub(crate) const BRIDGED_SECONDS: u32 = 600;

    /// The store is asked again this long after it failed, in microseconds.
    const ASKED_AGAIN_MICROS: i64 = 1_000_000;

    /// Whether the store failed within the last second.
    pub(crate) fn is_on(&self, now: Timestamp) -> bool {
        let failed = self.0.load(Ordering::Relaxed);
        let age = now.as_micros().saturating_sub(failed);
        (0..Self::ASKED_AGAIN_MICROS).contains(&age)
    }

    /// Whether an error says that the store is away; it is remembered.
    pub(crate) fn notices(&self, error: &StoreError, now: Timestamp) -> bool {
        let away = matches!(error, StoreError::Unavailable(_));
        if away {
            self.0.store(now.as_micros(), Ordering::Relaxed);
        }
        away
    }
}
