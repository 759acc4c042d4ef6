use authnex_core::store::StoreError;

use super::{
    PostgresOptions,
    connect::Connector,
    fault::Fault,
    schema_state::{lacking, state},
    session::Session,
};
use crate::{Inspection, migration::MIGRATIONS};

/// What a database says of its schema.
pub(crate) async fn inspect(options: &PostgresOptions) -> Result<Inspection, StoreError> {
    let connector = Connector::new(options)?;
    Ok(inspect_by(&connector, options).await?)
}

async fn inspect_by(connector: &Connector, options: &PostgresOptions) -> Result<Inspection, Fault> {
    let client = connector.fresh().await?;
    let session = Session {
        client: &client,
        prepared: options.address.prepared,
        limit: options.statement_timeout,
    };
    let state = state(&session).await?;
    let pending = lacking(&session).await?;
    Ok(Inspection {
        schema: state.map(|state| state.version),
        known: MIGRATIONS.last().map_or(0, |newest| newest.version),
        pending: pending.iter().map(|migration| migration.name).collect(),
    })
}

/// [`StoreError::Busy`] if somebody else has a connection to the database.
pub(crate) async fn is_unused(options: &PostgresOptions) -> Result<(), StoreError> {
    let connector = Connector::new(options)?;
    if others(&connector, options).await? {
        Err(StoreError::Busy)
    } else {
        Ok(())
    }
}

/// Maintenance looks at all of a server's sessions; what waits in the background is nobody's.
async fn others(connector: &Connector, options: &PostgresOptions) -> Result<bool, Fault> {
    let client = connector.fresh().await?;
    let session = Session {
        client: &client,
        prepared: false,
        limit: options.statement_timeout,
    };
    let found = session
        .query(
            "SELECT pid FROM pg_catalog.pg_stat_activity WHERE datname = current_database() \
             AND pid <> pg_backend_pid() AND backend_type = $1::text",
            &["client backend".into()],
        )
        .await?;
    Ok(!found.is_empty())
}
