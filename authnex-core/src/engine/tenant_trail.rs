use super::TenantHandle;
use crate::{
    flow::{InternalError, TrailReport, verify_trail},
    store::StoreError,
    usage::{Metric, UsageDay, UsageRow},
};

/// What follows from a tenant's events.
impl TenantHandle {
    /// Follows the chain of the audit trail's seals and looks for events that were altered, taken away or put in.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn verify_trail(&self) -> Result<TrailReport, InternalError> {
        verify_trail(self.authnex().env(), self.scope()).await
    }

    /// One counter from one day to another, both included, at most 400 days; days without any are left out.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn usage(
        &self,
        metric: Metric,
        from: UsageDay,
        to: UsageDay,
    ) -> Result<Vec<UsageRow>, StoreError> {
        let env = self.authnex().env();
        env.store
            .reader(self.scope())
            .list_usage(metric, from, to)
            .await
    }

    /// The day that it is now, in UTC: counters stand on it.
    #[must_use]
    pub fn today(&self) -> UsageDay {
        UsageDay::of(self.authnex().env().now())
    }

    /// Counts one of what no event tells of; it is written within a second.
    pub fn count_usage(&self, metric: Metric) {
        self.authnex().env().meter.count(self.scope(), metric);
    }
}
