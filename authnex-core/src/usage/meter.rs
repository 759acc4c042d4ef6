use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

use super::Metric;
use crate::foundation::{TenantId, TenantScope};

/// What has been counted of one tenant.
pub(crate) type Counted = (TenantScope, BTreeMap<Metric, i64>);

/// What is counted in memory and written each second: metered, not audited.
#[derive(Debug, Default)]
pub struct Meter(Mutex<HashMap<TenantId, Counted>>);

impl Meter {
    /// Counts one.
    pub fn count(&self, scope: &TenantScope, metric: Metric) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, counters) = all
            .entry(scope.id())
            .or_insert_with(|| (scope.clone(), BTreeMap::new()));
        *counters.entry(metric).or_default() += 1;
    }

    /// Takes everything out.
    pub(crate) fn drain(&self) -> Vec<Counted> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *all).into_values().collect()
    }
}
