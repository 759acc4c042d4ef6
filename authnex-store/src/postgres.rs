//! AuthNex in a PostgreSQL database, or in one that speaks its protocol.
//!
//! Any number of processes may share a database. Nothing is kept in sessions, so that a pooler may stand between;
//! one in transaction mode that keeps no prepared statements wants `prepared=off` in the URL.

use authnex_core::store::StoreError;

pub use crate::driver::postgres::{InvalidPostgresUrl, PostgresOptions};
use crate::{SqlStore, driver::postgres::Postgres};

/// Opens a database, and creates or migrates its tables if need be; waits while another process does.
///
/// Runs in a tokio runtime with time and I/O, and so does the store.
///
/// # Errors
/// * [`StoreError::Unavailable`]: the database does not answer, refuses the user, or TLS was asked for and cannot
///   be had; the text says which.
/// * [`StoreError::SchemaTooNew`], [`StoreError::MigrationChanged`]: it belongs to another release.
/// * [`StoreError::Busy`]: another process has been migrating it for a minute.
pub async fn open(options: &PostgresOptions) -> Result<SqlStore, StoreError> {
    Postgres::open(options).await.map(SqlStore::over)
}
