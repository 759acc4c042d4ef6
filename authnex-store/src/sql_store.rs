use std::sync::Arc;

use async_trait::async_trait;
use authnex_core::{
    foundation::{EventId, Platform, TenantId, TenantScope},
    store::{AnyWork, PlatformReader, Reader, Store, StoreError},
};

use crate::{
    driver::{Connection, Driver, Ran, Transaction},
    repo::{Scoped, ping},
};

/// The engine's store on a SQL database; see the [crate's documentation](crate).
///
/// Dropping it ends its threads once what is queued is done.
#[derive(Debug)]
pub struct SqlStore {
    driver: Box<dyn Driver>,
}

impl SqlStore {
    pub(crate) fn over(driver: impl Driver) -> Self {
        Self {
            driver: Box::new(driver),
        }
    }

    /// A SQLite database in memory, gone with the store: for tests and trials.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if there is no memory or no thread for it.
    #[cfg(feature = "sqlite")]
    pub fn memory() -> Result<Self, StoreError> {
        crate::sqlite::open(&crate::sqlite::SqliteOptions::memory())
    }
}

#[async_trait]
impl Store for SqlStore {
    fn reader<'a>(&'a self, scope: &'a TenantScope) -> Box<dyn Reader + 'a> {
        Box::new(Scoped::new(self.driver.reads(), scope.id()))
    }

    fn platform_reader<'a>(&'a self, _: &'a Platform) -> Box<dyn PlatformReader + 'a> {
        Box::new(Scoped::global(self.driver.reads()))
    }

    async fn perform(&self, scope: &TenantScope, work: Arc<dyn AnyWork>) -> Result<(), StoreError> {
        let tenant = scope.id();
        self.driver.transact(Arc::new(Bound { tenant, work })).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        ping(self.driver.reads()).await
    }
}

/// A unit of work bound to its tenant.
struct Bound {
    tenant: TenantId,
    work: Arc<dyn AnyWork>,
}

#[async_trait]
impl Transaction for Bound {
    fn name(&self) -> (TenantId, EventId) {
        (self.tenant, self.work.event())
    }

    async fn run(&self, connection: &dyn Connection) -> Result<Ran, StoreError> {
        let unit = Scoped::in_unit(connection, self.tenant, self.work.event());
        Ok(if self.work.run(&unit).await? {
            Ran::Keep {
                named: unit.is_named(),
            }
        } else {
            Ran::Undo
        })
    }
}
