//! What a store is: reads by scope, and units of work that are values.
//!
//! A [`Work`] holds finished facts (ids, hashes, times made before) and is run by the store: the driver
//! begins, runs, commits, retries conflicts, and acknowledges only what is durable, also when the caller goes
//! away. There is no public begin or commit. A refusal is a value: [`Verdict::Commit`] of a refusal keeps
//! counters, revocations and events; [`Verdict::Rollback`] undoes the unit and still answers; [`StoreError`]
//! undoes it and fails.
//!
//! # Adding a store
//! Implement every repository trait for one type over your connection and hand it out as `dyn Reader`,
//! `dyn PlatformReader` and `dyn PlatformUnit`; then run the conformance suite (feature `testing`).

mod consumed;
mod error;
mod outage;
mod view;
mod work;

pub use consumed::Consumed;
pub use error::StoreError;
pub(crate) use outage::Outage;
pub use view::{PlatformReader, PlatformUnit, Reader, Unit};
pub use work::{AnyWork, PlatformWork, Store, Verdict, Work};
