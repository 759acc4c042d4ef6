use std::{path::PathBuf, sync::Arc};

use authnex_core::{
    event::{Event, EventKind},
    foundation::TenantScope,
    store::{Store, StoreError, Verdict},
    testing::conformance::World,
};
use authnex_store::sqlite::{self, SqliteOptions};
use tempfile::TempDir;

/// A database file that goes with its test.
pub(crate) struct Database {
    pub(crate) path: PathBuf,
    pub(crate) directory: TempDir,
}

impl Database {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self {
            path: directory.path().join("authnex.db"),
            directory,
        }
    }

    /// The file, made and migrated, with no store open on it.
    pub(crate) fn migrated() -> Self {
        let database = Self::new();
        drop(database.open().unwrap());
        database
    }

    pub(crate) fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        let store = sqlite::open(&SqliteOptions::file(&self.path))?;
        Ok(Arc::new(store))
    }

    pub(crate) fn world(&self) -> World {
        World::new(self.open().unwrap())
    }

    /// The file without AuthNex around it.
    pub(crate) fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(&self.path).unwrap()
    }
}

/// Writes an event in a unit of its own.
pub(crate) async fn append(world: &World, scope: &TenantScope) -> Result<Event, StoreError> {
    let event = world.event(EventKind::UserCreated);
    let written = event.clone();
    world
        .run(scope, move |unit| {
            let event = written.clone();
            Box::pin(async move { unit.append_event(&event).await.map(Verdict::Commit) })
        })
        .await?;
    Ok(event)
}

/// Whether the event is kept.
pub(crate) async fn is_kept(world: &World, scope: &TenantScope, event: &Event) -> bool {
    world.reader(scope).has_event(event.id).await.unwrap()
}
