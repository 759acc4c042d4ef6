use std::path::Path;

use authnex_core::store::StoreError;
use rusqlite::{Connection, OpenFlags};

use super::{fault::store_error, schema_state};
use crate::{Inspection, migration::MIGRATIONS};

/// How thoroughly a file is looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thoroughness {
    /// Pages and rows: seconds for a gigabyte.
    Quick,
    /// Indexes against their tables, and references, as well.
    Full,
}

/// Opens a file that is there; it is not made, and its log mode stays as it is.
pub(super) fn open_existing(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .or_else(|_| Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY))
        .map_err(|error| {
            StoreError::Unavailable(format!("{} cannot be opened: {error}", path.display()))
        })?;
    connection
        .busy_timeout(std::time::Duration::from_secs(5))
        .map_err(store_error)?;
    Ok(connection)
}

/// What a file says of its schema.
pub(crate) fn inspect(path: &Path) -> Result<Inspection, StoreError> {
    let connection = open_existing(path)?;
    let pending = schema_state::lacking(&connection)?;
    let known = MIGRATIONS.last().map_or(0, |newest| newest.version);
    Ok(Inspection {
        schema: schema_state::version(&connection)?,
        known,
        pending: pending.iter().map(|migration| migration.name).collect(),
    })
}

/// Looks a file through; [`StoreError::Corrupt`] names what is wrong.
pub(crate) fn quick_check(path: &Path) -> Result<(), StoreError> {
    check(&open_existing(path)?, Thoroughness::Quick)
}

pub(super) fn check(connection: &Connection, thoroughness: Thoroughness) -> Result<(), StoreError> {
    let pragma = match thoroughness {
        Thoroughness::Quick => "PRAGMA quick_check(1)",
        Thoroughness::Full => "PRAGMA integrity_check(1)",
    };
    let said: String = connection
        .query_row(pragma, [], |row| row.get(0))
        .map_err(store_error)?;
    if said != "ok" {
        return Err(StoreError::Corrupt(format!("{said}; restore a backup")));
    }
    if thoroughness == Thoroughness::Full {
        let dangling = connection
            .prepare("PRAGMA foreign_key_check")
            .and_then(|mut statement| statement.exists([]))
            .map_err(store_error)?;
        if dangling {
            return Err(StoreError::Corrupt(
                "rows hang on rows that are missing; restore a backup".to_owned(),
            ));
        }
    }
    Ok(())
}
