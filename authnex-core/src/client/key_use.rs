use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::foundation::{ClientSecretId, TenantId, TenantScope, Timestamp};

type Uses = HashMap<(TenantId, ClientSecretId), (TenantScope, Timestamp)>;

/// Uses of API keys that wait to be written: metered, so at most a second of them is lost when the process is
/// killed.
#[derive(Debug, Default)]
pub(crate) struct KeyUse(Mutex<Uses>);

impl KeyUse {
    /// A key's use is written at most this often, in seconds.
    pub(crate) const INTERVAL: u32 = 60;

    /// Notes a use, unless one within the interval is known.
    pub(crate) fn note(
        &self,
        scope: &TenantScope,
        key: ClientSecretId,
        known: Option<Timestamp>,
        now: Timestamp,
    ) {
        if known.is_some_and(|known| known.plus_seconds(Self::INTERVAL) > now) {
            return;
        }
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry((scope.id(), key))
            .or_insert_with(|| (scope.clone(), now))
            .1 = now;
    }

    /// Takes everything out, grouped by tenant.
    pub(crate) fn drain(&self) -> Vec<(TenantScope, Vec<(ClientSecretId, Timestamp)>)> {
        let all = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut by_tenant: HashMap<_, (TenantScope, Vec<_>)> = HashMap::new();
        for ((tenant, key), (scope, used)) in all {
            by_tenant
                .entry(tenant)
                .or_insert_with(|| (scope, Vec::new()))
                .1
                .push((key, used));
        }
        by_tenant.into_values().collect()
    }
}
