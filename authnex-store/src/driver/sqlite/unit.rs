use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Waker},
};

use async_trait::async_trait;
use authnex_core::store::StoreError;

use super::decode;
use crate::driver::{Connection, Ran, Row, Statement, Transaction, Value};

/// The writer's connection as one unit sees it.
///
/// After an error no further statement runs: other engines abort the transaction then, and SQLite must not seem
/// to be more forgiving.
struct UnitConnection<'c> {
    // Only so that the unit's future may be sent: nobody else asks for the lock.
    connection: Mutex<&'c mut rusqlite::Connection>,
    failed: AtomicBool,
}

impl UnitConnection<'_> {
    fn run<T>(
        &self,
        statement: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(StoreError::Poisoned);
        }
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        statement(&connection).inspect_err(|_| self.failed.store(true, Ordering::Relaxed))
    }
}

#[async_trait]
impl Connection for UnitConnection<'_> {
    async fn query(
        &self,
        statement: &'static Statement,
        arguments: &[Value],
    ) -> Result<Vec<Row>, StoreError> {
        self.run(|connection| decode::query(connection, statement, arguments))
    }

    async fn execute(
        &self,
        statement: &'static Statement,
        arguments: &[Value],
    ) -> Result<u64, StoreError> {
        self.run(|connection| decode::execute(connection, statement, arguments))
    }
}

/// Runs a unit in one poll, since every wait in it is a call of SQLite.
pub(super) fn run(
    connection: &mut rusqlite::Connection,
    unit: &dyn Transaction,
) -> Result<Ran, StoreError> {
    let view = UnitConnection {
        connection: Mutex::new(connection),
        failed: AtomicBool::new(false),
    };
    let polled = catch_unwind(AssertUnwindSafe(|| {
        let mut future = unit.run(&view);
        let mut context = Context::from_waker(Waker::noop());
        match future.as_mut().poll(&mut context) {
            Poll::Ready(answer) => answer,
            Poll::Pending => Err(StoreError::UnitWaited),
        }
    }));
    let ran = polled.unwrap_or(Err(StoreError::UnitPanicked))?;
    if view.failed.into_inner() {
        // The unit's own code let the error pass.
        return Err(StoreError::Poisoned);
    }
    Ok(ran)
}
