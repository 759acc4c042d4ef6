use std::sync::Arc;

use async_trait::async_trait;
use authnex_core::{
    foundation::{EventId, TenantId},
    store::StoreError,
};

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

/// What became of a unit that ran to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ran {
    /// What it wrote is to stay.
    Keep {
        /// Whether it wrote the event that names it, so that an unknown commit can be settled.
        named: bool,
    },
    /// What it wrote is to be undone.
    Undo,
}

/// A unit of work bound to its tenant.
#[async_trait]
pub(crate) trait Transaction: Send + Sync + 'static {
    /// The event that names the unit, and the tenant whose it is.
    #[cfg_attr(
        not(feature = "postgres"),
        expect(dead_code, reason = "only a server's commits get lost")
    )]
    fn name(&self) -> (TenantId, EventId);

    /// Runs the unit.
    async fn run(&self, connection: &dyn Connection) -> Result<Ran, StoreError>;
}

/// An engine.
#[async_trait]
pub(crate) trait Driver: std::fmt::Debug + Send + Sync + 'static {
    /// Reads that see what is committed; each statement is its own snapshot.
    fn reads(&self) -> &dyn Connection;

    /// Runs a unit and answers when it is durable, or undone.
    async fn transact(&self, unit: Arc<dyn Transaction>) -> Result<(), StoreError>;
}
