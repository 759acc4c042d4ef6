use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use authnex_core::store::StoreError;

use super::{
    PostgresOptions, absence::Absence, connect::Connector, pool::Connections, reads::Reads, retry,
    schema_state,
};
use crate::driver::{Connection, Driver, Transaction};

/// PostgreSQL as a driver.
#[derive(Debug)]
pub(crate) struct Postgres {
    shared: Arc<Shared>,
}

/// What a unit's own task needs, also when the store is gone meanwhile.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) connector: Connector,
    pub(super) connections: Arc<Connections>,
    reads: Reads,
    pub(super) prepared: bool,
    pub(super) tries: u32,
    pub(super) statement_timeout: Duration,
    pub(super) patience: Duration,
    pub(super) absence: Arc<Absence>,
}

impl Shared {
    /// Gives up every connection that nobody uses at the moment.
    pub(super) fn forget_connections(&self) {
        self.connections.forget_idle();
        self.reads.forget();
    }
}

impl Postgres {
    /// Connects, and migrates the database if need be.
    pub(crate) async fn open(options: &PostgresOptions) -> Result<Self, StoreError> {
        let connector = Connector::new(options)?;
        schema_state::migrate(&connector, options).await?;
        let connections = Arc::new(Connections::new(options, connector.clone())?);
        let absence = Arc::new(Absence::new(options.patience));
        Ok(Self {
            shared: Arc::new(Shared {
                reads: Reads::new(
                    options,
                    connector.clone(),
                    (connections.clone(), absence.clone()),
                ),
                absence,
                connector,
                connections,
                prepared: options.address.prepared,
                tries: options.tries,
                statement_timeout: options.statement_timeout,
                patience: options.patience,
            }),
        })
    }
}

#[async_trait]
impl Driver for Postgres {
    fn reads(&self) -> &dyn Connection {
        &self.shared.reads
    }

    async fn transact(&self, unit: Arc<dyn Transaction>) -> Result<(), StoreError> {
        let shared = self.shared.clone();
        // A task of its own: a caller that goes away does not cut a commit.
        let task = tokio::spawn(async move { retry::run(&shared, &*unit).await });
        // It ends early only with its runtime.
        task.await.map_err(|_| StoreError::UnknownCommit)?
    }
}
