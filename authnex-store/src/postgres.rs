//! AuthNex in a PostgreSQL database, or in one that speaks its protocol.
//!
//! Any number of processes may share a database. Nothing is kept in sessions, so that a pooler may stand between;
//! one in transaction mode that keeps no prepared statements wants `prepared=off` in the URL.

use authnex_core::store::StoreError;

pub use crate::driver::postgres::{InvalidPostgresUrl, PostgresOptions};
use crate::{
    Inspection, SqlStore,
    driver::postgres::{self as driver, Postgres},
};

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

/// What a database says of its schema; changes nothing, and makes nothing.
///
/// # Errors
/// As [`open`].
pub async fn inspect(options: &PostgresOptions) -> Result<Inspection, StoreError> {
    driver::inspect(options).await
}

/// Whether nobody else has a connection to the database: no server, and no pooler.
///
/// # Errors
/// [`StoreError::Busy`] if somebody has; the rest as [`open`].
pub async fn is_unused(options: &PostgresOptions) -> Result<(), StoreError> {
    driver::is_unused(options).await
}
