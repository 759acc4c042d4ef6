//! Signing keys per tenant: EdDSA, ES256 and RS256.
//!
//! Of every algorithm a tenant has an *active* key that signs and a *next* one that is published already, so
//! that a rotation never presents a key that verifiers have not been able to see: rotating makes the next
//! key active at once, lets the old one retire when the last token it signed has expired, and publishes
//! another next one. RSA keys are slow to make: a worker makes spare ones ahead, and one statement claims one.

mod generate;
mod keys;
mod model;
mod repo;

pub use generate::GenerateKeyError;
pub(crate) use generate::{NewKeyMaterial, generate};
pub use keys::TenantKeys;
pub(crate) use keys::seal_row;
pub use model::{KeyState, NewSigningKey, SigningKeyRow, SpareKey};
pub use repo::{SigningKeyReads, SigningKeyWrites, SpareKeyReads, SpareKeyWrites};
