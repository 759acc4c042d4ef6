//! Keys for what must be read back: the versioned ring, a data key per tenant, and sealing.
//!
//! The ring ([`KeyRing`]) wraps one [`DataKey`] per tenant; everything of a tenant is sealed under its data
//! key. Rotating the ring rewraps one key per tenant; destroying a data key shreds the tenant. A sealed value
//! is bound to where it stands ([`SealedPlace`]): moved to another row, column or tenant it does not open.

mod data_key;
mod live_ring;
mod repo;
mod ring_edit;
mod ring_file;
mod seal;

pub use data_key::DataKey;
pub(crate) use live_ring::LiveRing;
pub use repo::{WrappedReads, WrappedWrites};
pub use ring_edit::RingChange;
pub use ring_file::{KeyRing, KeyRingError};
pub(crate) use seal::{SealKey, derive_bytes};
pub use seal::{Sealed, SealedPlace, UnsealError};
