//! SQLite: point reads where they are asked for, scans on two threads, and one writer that shares its commits.
//!
//! * **Files** are in WAL mode with `synchronous=FULL`: what is acknowledged survives the loss of power. Point
//!   reads run inline on pooled connections, since a hop to another thread costs more than the read; scans run
//!   on a small pool of threads. One thread takes queued units into shared commits: `BEGIN IMMEDIATE`, each unit
//!   within a savepoint of its own, `COMMIT`, and then it acknowledges all of them.
//! * **Memory** is one connection for reads and units under one lock: for tests, and gone with the store.
//!
//! A unit is polled once. One that waits for anything but the store fails with `UnitWaited`, so that no unit
//! ever holds the only writer while it waits for a network.

mod backup;
mod checkpoint;
mod decode;
mod engine;
mod fault;
mod group;
mod inspect;
mod open;
mod options;
mod readers;
mod scan;
mod schema_state;
mod shared;
mod thread;
mod unit;
mod writer;

pub use backup::Copied;
pub(crate) use backup::{copy, copy_into, is_unused};
pub(crate) use engine::Sqlite;
pub(crate) use inspect::{inspect, quick_check};
pub use options::SqliteOptions;
