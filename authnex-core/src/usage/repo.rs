use async_trait::async_trait;
use serde::Serialize;

use super::{Metric, UsageDay, UsageMonth};
use crate::{foundation::UserId, store::StoreError};

/// One counter of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct UsageRow {
    /// What was counted.
    pub metric: Metric,
    /// On which day.
    pub day: UsageDay,
    /// How much of it.
    pub amount: i64,
}

/// Reads of usage.
#[async_trait]
pub trait UsageReads: Send + Sync {
    /// One counter from one day to another, both included, at most 400 days.
    async fn list_usage(
        &self,
        metric: Metric,
        from: UsageDay,
        to: UsageDay,
    ) -> Result<Vec<UsageRow>, StoreError>;
}

/// Writes of usage.
#[async_trait]
pub trait UsageWrites: Send + Sync {
    /// Counts: one statement adds.
    async fn add_usage(&self, metric: Metric, day: UsageDay, amount: i64)
    -> Result<(), StoreError>;
    /// Notes who was active in a month; how many of them were not noted before.
    async fn note_active_users(
        &self,
        month: UsageMonth,
        users: &[UserId],
    ) -> Result<u64, StoreError>;
    /// Takes away counters from before a day, at most so many; how many went.
    async fn delete_usage_before(&self, day: UsageDay, limit: u32) -> Result<u64, StoreError>;
    /// Takes away who was active before a month, at most so many; how many went.
    async fn delete_active_users_before(
        &self,
        month: UsageMonth,
        limit: u32,
    ) -> Result<u64, StoreError>;
}
