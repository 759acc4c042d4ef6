//! For tests: a database of its own for each, on whichever engine the environment says.
//!
//! * `AUTHNEX_TEST_STORE`: `sqlite` (default), in memory; or `postgres`.
//! * `AUTHNEX_TEST_POSTGRES`: the URL of a PostgreSQL server whose user may create databases. The `test` script at
//!   the root of the repository starts a server and sets it.
//!
//! A PostgreSQL database is a copy of a migrated one, so that it is there in some milliseconds, and is dropped with
//! whatever was opened on it.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test reports by panicking"
)]

mod admin;
mod database;
mod owned;
mod postgres_database;

use std::sync::Arc;

use authnex_core::store::Store;

pub use database::Database;
use owned::Owned;
pub use postgres_database::PostgresDatabase;

use crate::SqlStore;

/// An engine that tests run on.
#[derive(Clone, Copy)]
enum Engine {
    Postgres,
    Sqlite,
}

/// The engine that `AUTHNEX_TEST_STORE` names.
fn engine() -> Engine {
    match std::env::var("AUTHNEX_TEST_STORE").as_deref() {
        Err(_) | Ok("sqlite") => Engine::Sqlite,
        Ok("postgres") => Engine::Postgres,
        Ok(other) => panic!("AUTHNEX_TEST_STORE is '{other}': say sqlite or postgres"),
    }
}

/// A store of its own, on the engine that `AUTHNEX_TEST_STORE` names; its database goes with it.
///
/// # Panics
/// If the variable names no engine, or there is no server for it.
pub async fn store() -> Arc<dyn Store> {
    match engine() {
        Engine::Postgres => {
            let database = PostgresDatabase::create();
            let store = database.open().await;
            Arc::new(Owned { store, database })
        }
        Engine::Sqlite => Arc::new(SqlStore::memory().unwrap()),
    }
}
