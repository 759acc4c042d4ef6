//! AuthNex's store on SQLite and on PostgreSQL.
//!
//! [`SqlStore`] implements [`Store`](authnex_core::store::Store) and every repository trait of the engine, over
//! one set of statements that are built once and rendered per dialect.
//!
//! ```
//! use std::sync::Arc;
//!
//! use authnex_core::store::Store;
//! use authnex_store::sqlite::{self, SqliteOptions};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = tempfile::tempdir()?;
//! # let path = directory.path().join("authnex.db");
//! let store: Arc<dyn Store> = Arc::new(sqlite::open(&SqliteOptions::file(path))?);
//! store.ping().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Where things are
//! * `driver`: what statements run on. SQLite has one writer with shared commits, point reads where they are
//!   asked for, and a few threads for scans; PostgreSQL has pipelined point reads, and pooled connections for
//!   units and scans. All that differs between engines is in here.
//! * `schema`: the names of tables and columns; all tables begin with `authnex_`.
//! * `migration`: one list for every engine, checksummed.
//! * `repo`: the repository traits, one file per noun with its statements.
//! * [`catalogue`]: all texts, for audits and checks.
//!
//! # Adding a repository method
//! Add it to the noun's trait in `authnex-core`, with what it promises; a statement in `repo/<noun>.rs` that has
//! `tenant_id = ?` and decides in itself whatever must be decided once; a case in the conformance suite
//! (`authnex_core::testing::conformance`) that breaks the promise.
//!
//! # Features
//! * `sqlite` (default): SQLite, bundled.
//! * `postgres`: PostgreSQL, in a tokio runtime.
//! * `postgres-tls`: verified TLS to it.
//! * `testing`: a database of its own for each test.

#![cfg_attr(
    not(any(feature = "postgres", feature = "sqlite")),
    expect(
        dead_code,
        unused_imports,
        reason = "without an engine only the texts are used"
    )
)]

pub mod catalogue;
mod driver;
mod inspection;
mod migration;
#[cfg(feature = "postgres")]
pub mod postgres;
mod repo;
mod schema;
mod sql_store;
#[cfg(feature = "sqlite")]
pub mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;

pub use inspection::Inspection;
pub use sql_store::SqlStore;
