//! Recovery codes: ten that a user keeps for the day when the second factor is lost.
//!
//! Each has 80 bits, is stored as an HMAC under the tenant's data key, and is used once.

mod code;
mod repo;

pub(crate) use code::{new_codes, recovery_hash};
pub use repo::{RecoveryCodeReads, RecoveryCodeWrites};
