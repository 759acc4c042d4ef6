use std::sync::Arc;

use async_trait::async_trait;
use authnex_core::store::StoreError;

use super::{Row, Statement, Value};

/// Where statements run.
#[async_trait]
pub(crate) trait Connection: Send + Sync {
    /// Runs a statement that returns rows. Arguments are bound in the order in which the text asks for them.
    async fn query(
        &self,
        statement: &'static Statement,
        arguments: &[Value],
    ) -> Result<Vec<Row>, StoreError>;

    /// Runs a statement that returns nothing; says how many rows it touched.
    async fn execute(
        &self,
        statement: &'static Statement,
        arguments: &[Value],
    ) -> Result<u64, StoreError>;
}

/// A unit of work bound to its tenant.
#[async_trait]
pub(crate) trait Transaction: Send + Sync + 'static {
    /// Runs the unit; `true` keeps what it wrote, `false` undoes it.
    async fn run(&self, connection: &dyn Connection) -> Result<bool, StoreError>;
}

/// An engine.
#[async_trait]
pub(crate) trait Driver: std::fmt::Debug + Send + Sync + 'static {
    /// Reads that see what is committed; each statement is its own snapshot.
    fn reads(&self) -> &dyn Connection;

    /// Runs a unit and answers when it is durable, or undone.
    async fn transact(&self, unit: Arc<dyn Transaction>) -> Result<(), StoreError>;
}
