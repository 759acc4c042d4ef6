use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::Poll,
};

use async_trait::async_trait;
use authnex_core::store::StoreError;

use super::{decode, fault::Fault, session::Session};
use crate::driver::{Connection, Ran, Row, Statement, Transaction, Value};

/// An open transaction as one unit sees it. After an error no further statement runs.
pub(super) struct UnitConnection<'c> {
    session: Session<'c>,
    fault: Mutex<Option<Fault>>,
    /// Statements that wait for the server.
    asked: AtomicUsize,
    wrote: AtomicBool,
}

/// Counts a statement as waiting until it is dropped.
struct Asked<'c>(&'c AtomicUsize);

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl<'c> UnitConnection<'c> {
    pub(super) const fn new(session: Session<'c>) -> Self {
        Self {
            session,
            fault: Mutex::new(None),
            asked: AtomicUsize::new(0),
            wrote: AtomicBool::new(false),
        }
    }

    /// Whether any statement may have changed something.
    pub(super) fn wrote(&self) -> bool {
        self.wrote.load(Ordering::Relaxed)
    }

    /// What went wrong first, if anything.
    pub(super) fn into_fault(self) -> Option<Fault> {
        self.fault
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self, statement: &Statement) -> Result<Asked<'_>, StoreError> {
        if self.lock().is_some() {
            return Err(StoreError::Poisoned);
        }
        if !statement.postgres.starts_with("SELECT") {
            self.wrote.store(true, Ordering::Relaxed);
        }
        self.asked.fetch_add(1, Ordering::Relaxed);
        Ok(Asked(&self.asked))
    }

    /// Keeps the first fault, and tells the unit of it.
    fn failed(&self, fault: Fault) -> StoreError {
        let told = fault.again().into();
        self.lock().get_or_insert(fault);
        told
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Fault>> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Connection for UnitConnection<'_> {
    async fn query(
        &self,
        statement: &'static Statement,
        arguments: &[Value],
    ) -> Result<Vec<Row>, StoreError> {
        let _asked = self.ask(statement)?;
        let answer = self.session.query(&statement.postgres, arguments).await;
        let rows = answer.and_then(|rows| decode::rows(statement, &rows).map_err(Fault::Refused));
        rows.map_err(|fault| self.failed(fault))
    }

    async fn execute(
        &self,
        statement: &'static Statement,
        arguments: &[Value],
    ) -> Result<u64, StoreError> {
        let _asked = self.ask(statement)?;
        let answer = self.session.execute(&statement.postgres, arguments).await;
        answer.map_err(|fault| self.failed(fault))
    }
}

/// Runs a unit to its end. One that waits while no statement of its own does fails, as it would on SQLite: no
/// unit holds a transaction open while it waits for a network.
pub(super) async fn run(
    connection: &UnitConnection<'_>,
    unit: &dyn Transaction,
) -> Result<Ran, StoreError> {
    let mut future = unit.run(connection);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)));
        match polled {
            Ok(Poll::Pending) if connection.asked.load(Ordering::Relaxed) == 0 => {
                Poll::Ready(Err(StoreError::UnitWaited))
            }
            Ok(polled) => polled,
            Err(_) => Poll::Ready(Err(StoreError::UnitPanicked)),
        }
    })
    .await
}
