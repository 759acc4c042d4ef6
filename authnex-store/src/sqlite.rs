//! AuthNex in a SQLite file, or in memory.
//!
//! The library is bundled. A file is opened in WAL mode with `synchronous=FULL`: a unit that was acknowledged
//! survives the loss of power. Several processes of one machine may use a file at once, such as the command line
//! tool beside the server; a file on a network share is refused.

use std::path::Path;

use authnex_core::store::StoreError;

pub use crate::driver::sqlite::{Copied, SqliteOptions};
use crate::{
    Inspection, SqlStore,
    driver::sqlite::{self as driver, Sqlite},
};

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

/// Copies a database file to a new one, at one moment of it, while other processes go on reading and writing.
///
/// The copy is readable by its owner only, has no log beside it, and gets its name once it is complete, durable and
/// found sound. A file that has the name already is never replaced. Blocks for as long as copying takes.
///
/// # Errors
/// * [`StoreError::Unavailable`]: a file cannot be read or written, or `to` is there already.
/// * [`StoreError::Corrupt`]: the database is damaged, or is none of AuthNex's.
pub fn backup(database: &Path, to: &Path) -> Result<Copied, StoreError> {
    driver::copy(database, to)
}

/// Replaces the content of a database file that is there by that of another: in one transaction, so that a crash
/// leaves the one or the other.
///
/// # Errors
/// [`StoreError::Busy`] if another process has the database open; the rest as [`backup`].
pub fn replace(database: &Path, by: &Path) -> Result<(), StoreError> {
    driver::copy_into(by, database)
}

/// Whether nobody has this database file open.
///
/// # Errors
/// [`StoreError::Busy`] if another process has.
pub fn is_unused(database: &Path) -> Result<(), StoreError> {
    driver::is_unused(database)
}

/// What a database file says of its schema; changes nothing, and makes nothing.
///
/// # Errors
/// As [`open`], for a file that belongs to another release, is damaged, or is not there.
pub fn inspect(database: &Path) -> Result<Inspection, StoreError> {
    driver::inspect(database)
}

/// Looks a database file through: pages and rows.
///
/// # Errors
/// [`StoreError::Corrupt`] names the first thing that is wrong.
pub fn quick_check(database: &Path) -> Result<(), StoreError> {
    driver::quick_check(database)
}
