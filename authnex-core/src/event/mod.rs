//! Events: the audit trail, written in the unit of the change that they tell of.
//!
//! Outside, an event is `{id, type, v, at, tenant, actor, data}`, additive within its `v`.

mod kind;
mod model;
mod repo;

pub use kind::EventKind;
pub use model::{Event, EventEnvelope, StoredEvent};
pub use repo::{EventReads, EventWrites};
