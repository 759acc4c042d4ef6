//! Passwords: hashing in a room of its own, hashes of other systems, and rules.
//!
//! A password is taken unchanged, without Unicode normalization (ASVS 6.2.8): what was typed is what is
//! hashed. New hashes are Argon2id in PHC form; hashes that were taken over from other systems are verified
//! within bounds and replaced at the first right sign-in ([`StoredHash::needs_rehash`]).
//!
//! [`HashPool`] is the one place that hashes: threads of low priority, a bounded queue, and an answer at once
//! when it is full.

mod argon;
mod common_passwords;
mod imported;
mod kind;
mod params;
mod parts;
mod pool;
mod rules;
mod stored;

pub use kind::HashKind;
pub use params::{HashParams, HashParamsError};
pub use pool::{HashCounts, HashError, HashPool, HashPoolOptions};
pub use rules::{PasswordFault, PasswordRules};
pub use stored::{ImportError, StoredHash};
