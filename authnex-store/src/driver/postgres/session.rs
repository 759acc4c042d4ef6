use std::{future::Future, time::Duration};

use deadpool_postgres::ClientWrapper;
use tokio::time::timeout;
use tokio_postgres::types::{ToSql, Type};

use super::{bind::Argument, fault::Fault};
use crate::driver::Value;

/// One connection, and how statements go over it.
pub(super) struct Session<'c> {
    pub(super) client: &'c ClientWrapper,
    /// Whether statements are prepared and kept; else each is sent whole, as transaction poolers want it.
    pub(super) prepared: bool,
    /// How long a statement may take.
    pub(super) limit: Duration,
}

impl Session<'_> {
    /// Runs a statement that returns rows.
    pub(super) async fn query(
        &self,
        text: &str,
        arguments: &[Value],
    ) -> Result<Vec<tokio_postgres::Row>, Fault> {
        let bound: Vec<Argument<'_>> = arguments.iter().map(Argument).collect();
        self.within(async {
            if self.prepared {
                let statement = self.client.prepare_cached(text).await?;
                self.client.query(&statement, &by_reference(&bound)).await
            } else {
                self.client.query_typed(text, &with_types(&bound)).await
            }
        })
        .await
    }

    /// Runs a statement that returns nothing; says how many rows it touched.
    pub(super) async fn execute(&self, text: &str, arguments: &[Value]) -> Result<u64, Fault> {
        let bound: Vec<Argument<'_>> = arguments.iter().map(Argument).collect();
        self.within(async {
            if self.prepared {
                let statement = self.client.prepare_cached(text).await?;
                self.client.execute(&statement, &by_reference(&bound)).await
            } else {
                self.client.execute_typed(text, &with_types(&bound)).await
            }
        })
        .await
    }

    /// Runs a text of the driver's own that has no arguments, such as `BEGIN`.
    pub(super) async fn control(&self, text: &str) -> Result<(), Fault> {
        self.within(self.client.batch_execute(text)).await
    }

    async fn within<T>(
        &self,
        statement: impl Future<Output = Result<T, tokio_postgres::Error>> + Send,
    ) -> Result<T, Fault> {
        match timeout(self.limit, statement).await {
            Ok(answer) => answer.map_err(Fault::from),
            Err(_) => Err(Fault::silence(self.limit)),
        }
    }
}

fn by_reference<'a>(bound: &'a [Argument<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    bound
        .iter()
        .map(|argument| argument as &(dyn ToSql + Sync))
        .collect()
}

fn with_types<'a>(bound: &'a [Argument<'_>]) -> Vec<(&'a (dyn ToSql + Sync), Type)> {
    bound
        .iter()
        .map(|argument| (argument as &(dyn ToSql + Sync), argument.own_type()))
        .collect()
}
