use std::sync::Arc;

use async_trait::async_trait;
use authnex_core::{
    foundation::{Platform, TenantScope},
    store::{AnyWork, PlatformReader, Reader, Store, StoreError},
};

use super::PostgresDatabase;
use crate::SqlStore;

/// A store with the database that goes with it.
#[derive(Debug)]
pub(super) struct Owned {
    // First: its connections are then closed when the database is dropped.
    pub(super) store: SqlStore,
    #[expect(dead_code, reason = "held for its end")]
    pub(super) database: PostgresDatabase,
}

#[async_trait]
impl Store for Owned {
    fn reader<'a>(&'a self, scope: &'a TenantScope) -> Box<dyn Reader + 'a> {
        self.store.reader(scope)
    }

    fn platform_reader<'a>(&'a self, platform: &'a Platform) -> Box<dyn PlatformReader + 'a> {
        self.store.platform_reader(platform)
    }

    async fn perform(&self, scope: &TenantScope, work: Arc<dyn AnyWork>) -> Result<(), StoreError> {
        self.store.perform(scope, work).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.store.ping().await
    }
}
