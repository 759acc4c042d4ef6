use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::foundation::{SessionId, TenantScope, Timestamp};

/// Last-seen times that wait to be written: metered, so at most a second of them is lost when the process
/// is killed.
#[derive(Debug, Default)]
pub struct LastSeen(Mutex<HashMap<SessionId, (TenantScope, Timestamp)>>);

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

    pub(crate) fn note(&self, scope: &TenantScope, session: SessionId, now: Timestamp) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(session, (scope.clone(), now));
    }

    /// The time that waits to be written for a session.
    pub(crate) fn pending(&self, session: SessionId) -> Option<Timestamp> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&session)
            .map(|(_, seen)| *seen)
    }

    /// Takes everything out, grouped by tenant.
    pub(crate) fn drain(&self) -> Vec<(TenantScope, Vec<(SessionId, Timestamp)>)> {
        let all = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut by_tenant: HashMap<_, (TenantScope, Vec<_>)> = HashMap::new();
        for (session, (scope, seen)) in all {
            by_tenant
                .entry(scope.id())
                .or_insert_with(|| (scope, Vec::new()))
                .1
                .push((session, seen));
        }
        by_tenant.into_values().collect()
    }
}
