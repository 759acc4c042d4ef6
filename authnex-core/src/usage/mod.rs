//! What a tenant uses: counters by day, and who was active in a month.
//!
//! What follows from events is counted by the relay in the unit that seals them, exactly once. What no event tells
//! of (calls of the API, mails sent) is counted in memory and written each second: at most one second of it is lost
//! when a process is killed.

mod day;
mod meter;
mod metric;
mod repo;

pub use day::{UsageDay, UsageMonth};
pub use meter::Meter;
pub use metric::Metric;
pub use repo::{UsageReads, UsageRow, UsageWrites};
