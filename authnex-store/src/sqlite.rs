//! AuthNex in a SQLite file, or in memory.
//!
//! The library is bundled. A file is opened in WAL mode with `synchronous=FULL`: a unit that was acknowledged
//! survives the loss of power. Several processes of one machine may use a file at once, such as the command line
//! tool beside the server; a file on a network share is refused.

use authnex_core::store::StoreError;

pub use crate::driver::sqlite::SqliteOptions;
use crate::{SqlStore, driver::sqlite::Sqlite};

/// Opens a database, creates or migrates it if need be, and starts its threads.
///
/// Blocks for a few milliseconds, or until another process has migrated the same file.
///
/// # Errors
/// * [`StoreError::Unavailable`]: the file cannot be created, opened or written; the text says which.
/// * [`StoreError::Corrupt`]: it is not a database, or a damaged one.
/// * [`StoreError::SchemaTooNew`], [`StoreError::MigrationChanged`]: it belongs to another release.
/// * [`StoreError::Busy`]: another process kept it locked for five seconds.
pub fn open(options: &SqliteOptions) -> Result<SqlStore, StoreError> {
    Sqlite::open(options).map(SqlStore::over)
}
