//! Passwords: hashing in a room of its own, hashes of other systems, and rules.
//!
//! A password is taken unchanged, without Unicode normalization (ASVS 6.2.8): what was typed is what is
//! hashed. New hashes are Argon2id in PHC form; hashes that were taken over from other systems are verified
//! within bounds and replaced at the first right sign-in ([`StoredHash::needs_rehash`]).
//!
//! [`HashPool`] is the one place that hashes: threads of low priority, a bounded queue, and an answer at once
//! when it is full.

mod argon;
mod breached_file;
mod common_passwords;
mod fault;
mod imported;
mod kind;
mod params;
mod parts;
mod pool;
mod rule;
mod rules;
mod stored;
mod strength;

pub use breached_file::{BreachedPasswordFile, BreachedPasswordFileError};
pub use fault::PasswordFault;
pub use kind::HashKind;
pub use params::{HashParams, HashParamsError};
pub use pool::{HashCounts, HashError, HashPool, HashPoolOptions};
pub use rule::PasswordRule;
pub use rules::PasswordRules;
pub use stored::{ImportError, StoredHash};
