use authnex_core::store::StoreError;
use rusqlite::{Connection, Error, Transaction, TransactionBehavior, params};

use super::fault::store_error;
use crate::{
    migration::{Applied, Dialect, Migration, SchemaState, pending},
    schema::{Column, Schema},
};

/// Brings the database to the newest schema. An up-to-date one is only read; otherwise the write lock decides
/// which process migrates, and the other finds nothing left to do.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    if lacking(connection)?.is_empty() {
        return Ok(());
    }
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(store_error)?;
    for migration in lacking(&transaction)? {
        tracing::info!(
            version = migration.version,
            name = migration.name,
            "migrating"
        );
        apply(&transaction, migration).map_err(store_error)?;
    }
    transaction.commit().map_err(store_error)
}

/// The migrations that the database lacks.
pub(super) fn lacking(connection: &Connection) -> Result<&'static [Migration], StoreError> {
    let state = if is_prepared(connection).map_err(store_error)? {
        Some(read(connection).map_err(|error| match error {
            Error::QueryReturnedNoRows => StoreError::Corrupt(
                "the database does not say which schema it has: restore a backup".to_owned(),
            ),
            other => store_error(other),
        })?)
    } else {
        None
    };
    pending(state.as_ref(), Dialect::Sqlite)
}

/// The newest migration that the database has; `None` if it has none.
pub(super) fn version(connection: &Connection) -> Result<Option<i64>, StoreError> {
    if is_prepared(connection).map_err(store_error)? {
        read(connection)
            .map(|state| Some(state.version))
            .map_err(store_error)
    } else {
        Ok(None)
    }
}

/// Whether any migration was ever applied.
fn is_prepared(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)",
        [Schema::TABLE.0],
        |row| row.get(0),
    )
}

fn read(connection: &Connection) -> rusqlite::Result<SchemaState> {
    let (version, min_binary) = connection.query_row(
        "SELECT version, min_binary FROM authnex_schema WHERE id = ?1",
        [Schema::ROW],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let applied = connection
        .prepare("SELECT version, checksum FROM authnex_migration")?
        .query_map([], |row| {
            Ok(Applied {
                version: row.get(0)?,
                checksum: row.get(1)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(SchemaState {
        version,
        min_binary,
        applied,
    })
}

fn apply(transaction: &Transaction<'_>, migration: &Migration) -> rusqlite::Result<()> {
    for statement in (migration.statements)(Dialect::Sqlite) {
        transaction.execute_batch(&statement)?;
    }
    transaction.execute(
        "INSERT INTO authnex_migration (version, name, checksum) VALUES (?1, ?2, ?3)",
        params![
            migration.version,
            migration.name,
            migration.checksum(Dialect::Sqlite)
        ],
    )?;
    transaction.execute(
        "INSERT INTO authnex_schema (id, version, min_binary) VALUES (?1, ?2, ?3) \
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, min_binary = excluded.min_binary",
        params![Schema::ROW, migration.version, migration.min_binary],
    )?;
    Ok(())
}
