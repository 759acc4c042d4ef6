use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use authnex_core::store::StoreError;

use super::{
    PostgresOptions, absence::Absence, connect::Connector, decode, fault::Fault, lane::Lane,
    pool::Connections, session::Session,
};
use crate::driver::{Connection, Cost, Row, Statement, Value};

/// The pause before a read is asked again; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// Reads outside of units: by key over shared, pipelined connections; scans over one of their own, so that no
/// point read stands behind them.
#[derive(Debug)]
pub(super) struct Reads {
    lanes: Vec<Lane>,
    next: AtomicUsize,
    connector: Connector,
    connections: Arc<Connections>,
    prepared: bool,
    limit: Duration,
    absence: Arc<Absence>,
}

impl Reads {
    pub(super) fn new(
        options: &PostgresOptions,
        connector: Connector,
        (connections, absence): (Arc<Connections>, Arc<Absence>),
    ) -> Self {
        Self {
            lanes: (0..options.lanes).map(|_| Lane::new()).collect(),
            next: AtomicUsize::new(0),
            connector,
            connections,
            prepared: options.address.prepared,
            limit: options.statement_timeout,
            absence,
        }
    }

    /// Gives all shared connections up: the server may no longer be the one that takes writes.
    pub(super) fn forget(&self) {
        for lane in &self.lanes {
            lane.forget();
        }
    }

    async fn point(
        &self,
        text: &str,
        arguments: &[Value],
    ) -> Result<Vec<tokio_postgres::Row>, Fault> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let lane = turn
            .checked_rem(self.lanes.len())
            .and_then(|index| self.lanes.get(index))
            .ok_or_else(|| Fault::Lost("there is no connection for reads".to_owned()))?;
        let client = lane.client(&self.connector).await?;
        let session = Session {
            client: &client,
            prepared: self.prepared,
            limit: self.limit,
        };
        let answer = session.query(text, arguments).await;
        if let Err(Fault::Lost(_)) = answer {
            lane.discard(&client);
        }
        answer
    }

    async fn scan(
        &self,
        text: &str,
        arguments: &[Value],
    ) -> Result<Vec<tokio_postgres::Row>, Fault> {
        let checkout = self.connections.checkout().await?;
        let answer = checkout.session().query(text, arguments).await;
        if let Err(Fault::Lost(_)) = answer {
            checkout.discard();
        }
        answer
    }
}

#[async_trait]
impl Connection for Reads {
    async fn query(
        &self,
        statement: &'static Statement,
        arguments: &[Value],
    ) -> Result<Vec<Row>, StoreError> {
        let text = &statement.postgres;
        let begun = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            let answer = match statement.cost {
                Cost::Point => self.point(text, arguments).await,
                Cost::Scan => self.scan(text, arguments).await,
            };
            match answer {
                Ok(answer) => {
                    self.absence.answered();
                    return decode::rows(statement, &answer);
                }
                // A read changes nothing: it may be asked again.
                Err(fault @ (Fault::Conflict | Fault::Lost(_))) => {
                    if let Fault::Lost(_) = fault {
                        self.absence.missed();
                    }
                    if begun.elapsed() + pause >= self.absence.patience() {
                        return Err(fault.into());
                    }
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                Err(fault) => return Err(fault.into()),
            }
        }
    }

    async fn execute(&self, statement: &'static Statement, _: &[Value]) -> Result<u64, StoreError> {
        Err(StoreError::Statement(format!(
            "a write to {} outside of a unit",
            statement.table.0
        )))
    }
}
