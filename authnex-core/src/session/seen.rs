use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::foundation::{SessionId, TenantScope, Timestamp, UserId};

/// A session that was seen.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Which.
    pub session: SessionId,
    /// Whose.
    pub user: UserId,
    /// When.
    pub at: Timestamp,
}

/// Last-seen times that wait to be written: metered, so at most a second of them is lost when the process
/// is killed.
#[derive(Debug, Default)]
pub struct LastSeen(Mutex<HashMap<SessionId, (TenantScope, Seen)>>);

impl LastSeen {
    /// A session is written at most this often, in seconds.
    const LEAST_INTERVAL: u32 = 60;

    /// How old a last-seen time must be before it is written again: 60 s or a twentieth of the idle time,
    /// whichever is more, but at most half of the idle time.
    #[must_use]
    pub fn interval_seconds(idle_seconds: u32) -> u32 {
        let interval = (idle_seconds / 20).max(Self::LEAST_INTERVAL);
        if idle_seconds == 0 {
            interval
        } else {
            // A session in use must not end because it was not written that it is.
            interval.min(idle_seconds.div_ceil(2))
        }
    }

    pub(crate) fn note(&self, scope: &TenantScope, seen: Seen) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(seen.session, (scope.clone(), seen));
    }

    /// The time that waits to be written for a session.
    pub(crate) fn pending(&self, session: SessionId) -> Option<Timestamp> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&session)
            .map(|(_, seen)| seen.at)
    }

    /// Takes everything out, grouped by tenant.
    pub(crate) fn drain(&self) -> Vec<(TenantScope, Vec<Seen>)> {
        let all = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut by_tenant: HashMap<_, (TenantScope, Vec<_>)> = HashMap::new();
        for (scope, seen) in all.into_values() {
            by_tenant
                .entry(scope.id())
                .or_insert_with(|| (scope, Vec::new()))
                .1
                .push(seen);
        }
        by_tenant.into_values().collect()
    }
}
