use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use authnex_core::store::StoreError;

use super::{decode, readers::outside_of_a_unit};
use crate::driver::{Connection, Row, Statement, Value};

/// Reads of a database in memory, over the writer's own connection: its lock is held from `BEGIN` to `COMMIT`,
/// so that a read sees what is committed only.
#[derive(Debug)]
pub(super) struct SharedConnection(pub(super) Arc<Mutex<rusqlite::Connection>>);

#[async_trait]
impl Connection for SharedConnection {
    async fn query(
        &self,
        statement: &'static Statement,
        arguments: &[Value],
    ) -> Result<Vec<Row>, StoreError> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        decode::query(&connection, statement, arguments)
    }

    async fn execute(&self, statement: &'static Statement, _: &[Value]) -> Result<u64, StoreError> {
        Err(outside_of_a_unit(statement))
    }
}
