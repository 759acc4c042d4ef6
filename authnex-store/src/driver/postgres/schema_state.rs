use std::time::{Duration, Instant};

use authnex_core::store::StoreError;
use tokio_postgres::Row;

use super::{PostgresOptions, connect::Connector, fault::Fault, lease::Lease, session::Session};
use crate::{
    driver::Value,
    migration::{Applied, Dialect, Migration, SchemaState, pending},
    schema::{Column, Schema},
};

/// How long another process may migrate.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How often its end is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How long one change of the schema may take: an index over a large table is not made in seconds.
const DDL_LIMIT: Duration = Duration::from_secs(600);

/// Brings the database to the newest schema. An up-to-date one is only read; otherwise a lease decides which
/// process migrates, and the others wait for it and find nothing left to do.
pub(super) async fn migrate(
    connector: &Connector,
    options: &PostgresOptions,
) -> Result<(), StoreError> {
    let begun = Instant::now();
    loop {
        match try_to_migrate(connector, options).await {
            Ok(true) => return Ok(()),
            // Somebody else migrates, or the two of us collided.
            Ok(false) | Err(Fault::Conflict) if begun.elapsed() < LONGEST_WAIT => {}
            Ok(false) => return Err(StoreError::Busy),
            // The server may just be starting.
            Err(Fault::Lost(_)) if begun.elapsed() < options.patience => {}
            Err(fault) => return Err(fault.into()),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Whether the schema is the newest now; `false` if somebody else holds the lease.
async fn try_to_migrate(connector: &Connector, options: &PostgresOptions) -> Result<bool, Fault> {
    let client = connector.fresh().await?;
    let session = Session {
        client: &client,
        prepared: options.address.prepared,
        limit: options.statement_timeout,
    };
    if lacking(&session).await?.is_empty() {
        return Ok(true);
    }
    let Some(lease) = Lease::take(&session).await? else {
        return Ok(false);
    };
    let heart = connector.fresh().await?;
    let beat = Session {
        client: &heart,
        ..session
    };
    let migrated = tokio::select! {
        migrated = apply_all(&session, &lease) => migrated,
        fault = lease.keep(&beat) => Err(fault),
    };
    // Without it the lease ends by itself.
    let _ = lease.release(&session).await;
    migrated.map(|()| true)
}

async fn apply_all(session: &Session<'_>, lease: &Lease) -> Result<(), Fault> {
    // Read again under the lease: whoever held it before may have done all.
    for migration in lacking(session).await? {
        tracing::info!(
            version = migration.version,
            name = migration.name,
            "migrating"
        );
        apply(session, lease, migration).await?;
    }
    Ok(())
}

/// What the database says of its schema; nothing if it has none.
pub(super) async fn state(session: &Session<'_>) -> Result<Option<SchemaState>, Fault> {
    if is_prepared(session).await? {
        read(session).await
    } else {
        Ok(None)
    }
}

/// The migrations that the database lacks.
pub(super) async fn lacking(session: &Session<'_>) -> Result<&'static [Migration], Fault> {
    let state = state(session).await?;
    pending(state.as_ref(), Dialect::Postgres).map_err(Fault::Refused)
}

/// Whether any migration was ever begun here.
async fn is_prepared(session: &Session<'_>) -> Result<bool, Fault> {
    let found = session
        .query(
            "SELECT table_name::text FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_name = $1::text",
            &[Schema::TABLE.0.into()],
        )
        .await?;
    Ok(!found.is_empty())
}

/// What the schema row says; nothing while the first migration is on its way.
async fn read(session: &Session<'_>) -> Result<Option<SchemaState>, Fault> {
    let rows = session
        .query(
            "SELECT version, min_binary FROM authnex_schema WHERE id = $1",
            &[Schema::ROW.into()],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let (version, min_binary) = (column(row, 0)?, column(row, 1)?);
    let applied = session
        .query("SELECT version, checksum FROM authnex_migration", &[])
        .await?;
    let applied = applied.iter().map(|row| {
        Ok(Applied {
            version: column(row, 0)?,
            checksum: column(row, 1)?,
        })
    });
    Ok(Some(SchemaState {
        version,
        min_binary,
        applied: applied.collect::<Result<_, Fault>>()?,
    }))
}

fn column<'r, T: tokio_postgres::types::FromSql<'r>>(
    row: &'r Row,
    index: usize,
) -> Result<T, Fault> {
    row.try_get(index).map_err(|error| {
        Fault::Refused(StoreError::Corrupt(format!(
            "the database does not say which schema it has ({error}): restore a backup"
        )))
    })
}

/// Applies a migration: each change by itself, so that no lock is held longer than it takes, then its record.
async fn apply(session: &Session<'_>, lease: &Lease, migration: &Migration) -> Result<(), Fault> {
    let patient = Session {
        limit: DDL_LIMIT,
        ..*session
    };
    for statement in (migration.statements)(Dialect::Postgres) {
        lease.renew(session).await?;
        patient.control(&statement).await.or_else(already_there)?;
    }
    session.control("BEGIN").await?;
    // Locks the lease's row until the record is kept: nobody takes the lease over in between.
    lease.renew(session).await?;
    record(session, migration).await?;
    session.control("COMMIT").await
}

/// A change that a broken-off run had made stays made. New tables and indexes ask `IF NOT EXISTS`; not every
/// change can.
fn already_there(fault: Fault) -> Result<(), Fault> {
    match &fault {
        Fault::Refused(StoreError::Statement(said))
            if ["(42P07)", "(42701)", "(42710)"]
                .iter()
                .any(|code| said.ends_with(code)) =>
        {
            Ok(())
        }
        _ => Err(fault),
    }
}

async fn record(session: &Session<'_>, migration: &Migration) -> Result<(), Fault> {
    let arguments: [Value; 3] = [
        migration.version.into(),
        migration.name.into(),
        migration.checksum(Dialect::Postgres).into(),
    ];
    session
        .execute(
            "INSERT INTO authnex_migration (version, name, checksum) VALUES ($1, $2, $3)",
            &arguments,
        )
        .await?;
    let arguments: [Value; 3] = [
        Schema::ROW.into(),
        migration.version.into(),
        migration.min_binary.into(),
    ];
    session
        .execute(
            "INSERT INTO authnex_schema (id, version, min_binary) VALUES ($1, $2, $3) \
             ON CONFLICT (id) DO UPDATE SET version = excluded.version, min_binary = excluded.min_binary",
            &arguments,
        )
        .await
        .map(drop)
}
