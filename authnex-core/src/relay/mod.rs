//! The relay's place: which node relays a tenant's events, and how far it is.
//!
//! Two guards, both in one row: the lease keeps two nodes from doing the same work outside of a unit, and its
//! fence makes the batch of a node that has lost it fail.

mod repo;

pub use repo::{RelayLease, RelayReads, RelayWrites};
