use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
    thread,
};

use async_trait::async_trait;
use authnex_core::store::StoreError;

use super::{decode, open, scan::ScanPool};
use crate::driver::{Connection, Cost, Row, Statement, Value};

/// Reads of a file: by key where they are asked for, everything else on the scan threads.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<rusqlite::Connection>>,
    most_idle: usize,
    scans: ScanPool,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Result<Self, StoreError> {
        let cores = thread::available_parallelism().map_or(2, usize::from);
        Ok(Self {
            scans: ScanPool::start(&path)?,
            path,
            idle: Mutex::default(),
            // As many reads run at once as there are threads that poll them.
            most_idle: (cores + 2).min(32),
        })
    }

    /// Runs a read on a connection of the pool. The last one used is taken first: it has the warmest cache.
    fn with_connection<T>(
        &self,
        read: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let taken = self.lock().pop();
        let connection = match taken {
            Some(connection) => connection,
            None => open::reader(&self.path)?,
        };
        let answer = read(&connection);
        // A connection that met a damaged or missing file is not used again.
        let sound = !matches!(
            answer,
            Err(StoreError::Corrupt(_) | StoreError::Unavailable(_))
        );
        if sound {
            let mut idle = self.lock();
            if idle.len() < self.most_idle {
                idle.push(connection);
            }
        }
        answer
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<rusqlite::Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Connection for Readers {
    async fn query(
        &self,
        statement: &'static Statement,
        arguments: &[Value],
    ) -> Result<Vec<Row>, StoreError> {
        match statement.cost {
            Cost::Point => {
                self.with_connection(|connection| decode::query(connection, statement, arguments))
            }
            Cost::Scan => self.scans.query(statement, arguments.to_vec()).await,
        }
    }

    async fn execute(&self, statement: &'static Statement, _: &[Value]) -> Result<u64, StoreError> {
        Err(outside_of_a_unit(statement))
    }
}

/// Writes need a unit: the views that readers hand out offer none.
pub(super) fn outside_of_a_unit(statement: &Statement) -> StoreError {
    StoreError::Statement(format!(
        "a write to {} outside of a unit",
        statement.table.0
    ))
}
