//! What may go: rows that have no more to say, taken away in small batches, tenant by tenant.
//!
//! A spent row lives for as long as what it issued, so that a replay is seen and answered; a week later nobody
//! needs it.

mod repo;

pub use repo::{RetentionWrites, Spent};

/// For how long a spent row stays, in seconds: a week.
pub const SPENT_SECONDS: u32 = 7 * 86_400;

/// For how many days usage is kept by day: three years and a bit.
pub const USAGE_DAYS: i64 = 1_100;

/// For how many months it is kept who was active in them.
pub const ACTIVE_USER_MONTHS: i64 = 13;
