//! Events: the audit trail, written in the unit of the change that they tell of.
//!
//! Outside, an event is `{id, type, v, at, tenant, actor, data}`, additive within its `v`. The relay seals them in
//! batches ([`EventSeal`]), so that a trail that was tampered with shows it.

mod filter;
mod kind;
mod model;
mod repo;
mod seal;

pub use filter::EventFilter;
pub use kind::EventKind;
pub use model::{Event, EventEnvelope, StoredEvent};
pub use repo::{EventReads, EventWrites};
pub use seal::{EventSeal, SEAL_EVENTS, SealRoot};
