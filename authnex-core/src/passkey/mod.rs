//! Passkeys: discoverable WebAuthn credentials with which a user signs in, alone or as a second factor.
//!
//! A passkey belongs to one user of one tenant and is found by tenant and credential id: tenants on one origin
//! share the relying party id, so an authenticator may offer a passkey of another tenant, which opens nothing.
//! What is verified, and how, is in `ceremony`; it is there with the feature `passkeys` only. A ceremony's state
//! is kept by the server as a one-time row and consumed by one statement.

mod authenticator;
#[cfg(feature = "passkeys")]
mod ceremony;
#[cfg(not(feature = "passkeys"))]
#[path = "no_ceremony.rs"]
mod ceremony;
mod model;
mod repo;
mod verified;

pub(crate) use authenticator::authenticator_name;
pub(crate) use ceremony::RelyingParty;
pub use model::{
    MAX_CREDENTIAL_ID, NewPasskey, Passkey, PasskeyName, PasskeyNameError, PasskeyUse, UserHandle,
};
pub use repo::{PasskeyReads, PasskeyWrites};
pub(crate) use verified::{Assertion, CeremonyError, Presented, Registered, Registrant};
