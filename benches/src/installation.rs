//! An engine over a database of its own, with one tenant, and as many sessions as are asked for.

use std::sync::Arc;

use authnex_core::{
    Authnex, Secret, TenantHandle,
    flow::NewTenantRequest,
    foundation::{RequestContext, SystemEntropy, UserId},
    keyring::KeyRing,
    store::Store,
};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::{
    Outcome,
    database::{Database, connect_sqlite},
};

/// Who signs in.
pub(crate) const OWNER: &str = "owner@acme.example";

/// With which password.
pub(crate) const PASSWORD: &str = "a lighthouse keeper's kettle";

/// The tenant as another process would have it.
pub(crate) struct Replica {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) tenant: TenantHandle,
}

/// What is measured lives in here; a file is gone with it.
pub(crate) struct Installation {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) tenant: TenantHandle,
    pub(crate) owner: UserId,
    pub(crate) database: Database,
    pub(crate) ring: Secret,
    _directory: Option<TempDir>,
}

impl Installation {
    /// A new installation in a SQLite file; `cached_sessions` as the engine's builder takes it.
    pub(crate) async fn new(cached_sessions: u64) -> Outcome<Self> {
        let directory = tempfile::tempdir()?;
        let database = Database::Sqlite(directory.path().join("authnex.db"));
        let made = Self::on(database, cached_sessions).await?;
        Ok(Self {
            _directory: Some(directory),
            ..made
        })
    }

    /// A new installation in a database that holds nothing.
    pub(crate) async fn on(database: Database, cached_sessions: u64) -> Outcome<Self> {
        let store = database.store().await?;
        let ring = KeyRing::generate_text(&SystemEntropy::new());
        let authnex = engine(&store, &ring, cached_sessions).await?;
        let request = NewTenantRequest {
            slug: "acme".to_owned(),
            name: "Acme".to_owned(),
            email: OWNER.to_owned(),
            password: Secret::from(PASSWORD),
            owner_name: None,
        };
        let made = authnex
            .sign_up_tenant(request, &RequestContext::anonymous())
            .await?;
        Ok(Self {
            tenant: made.tenant,
            owner: made.user,
            store,
            database,
            ring,
            _directory: None,
        })
    }

    /// Another engine over the same database, with a store of its own; it caches so many sessions.
    pub(crate) async fn another(&self, cached_sessions: u64) -> Outcome<Replica> {
        self.replica(self.database.store().await?, cached_sessions)
            .await
    }

    /// Another engine over the same database by a store that was opened for it.
    pub(crate) async fn replica(
        &self,
        store: Arc<dyn Store>,
        cached_sessions: u64,
    ) -> Outcome<Replica> {
        let authnex = engine(&store, &self.ring, cached_sessions).await?;
        let tenant = authnex.tenant("acme").await?;
        Ok(Replica {
            tenant: tenant.ok_or("the tenant is gone")?,
            store,
        })
    }

    /// A connection to the file that knows nothing of AuthNex.
    pub(crate) fn connect(&self) -> Outcome<Connection> {
        match &self.database {
            Database::Sqlite(path) => connect_sqlite(path),
            Database::Postgres(_) => Err("this is no file".into()),
        }
    }

    /// Opens so many sessions for the owner; answers their tokens.
    pub(crate) async fn open_sessions(&self, count: u32) -> Outcome<Vec<String>> {
        let tenant = self.tenant.scope().id();
        self.database
            .open_sessions(tenant, &[self.owner], count)
            .await
    }
}

/// An engine over a store.
pub(crate) async fn engine(
    store: &Arc<dyn Store>,
    ring: &Secret,
    cached_sessions: u64,
) -> Outcome<Authnex> {
    let (authnex, _) = Authnex::builder(store.clone())
        .key_ring(KeyRing::parse(ring)?)
        .cached_sessions(cached_sessions)
        .build()
        .await?;
    Ok(authnex)
}
