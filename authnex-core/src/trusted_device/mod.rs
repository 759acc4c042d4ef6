//! Browsers that a user trusts: for so many days they are not asked for the second factor.
//!
//! The browser holds a token which each sign-in replaces; the table holds its hash. Trust can be taken back, and
//! ends with the password that it was given under.

mod model;
mod repo;

pub use model::{NewTrustedDevice, TrustedDevice};
pub use repo::{TrustedDeviceReads, TrustedDeviceWrites};
