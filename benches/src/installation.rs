//! An engine over a SQLite file, with one tenant, and as many sessions as are asked for.

use std::{path::PathBuf, sync::Arc};

use authnex_core::{
    Authnex, Secret, TenantHandle,
    flow::NewTenantRequest,
    foundation::{
        Clock, Entropy, PlainToken, RequestContext, SystemClock, SystemEntropy, TokenKind, UserId,
    },
    keyring::KeyRing,
    store::Store,
};
use authnex_store::{
    catalogue,
    sqlite::{self, SqliteOptions},
};
use rusqlite::{Connection, params};
use tempfile::TempDir;

use crate::Outcome;

/// Who signs in.
pub(crate) const OWNER: &str = "owner@acme.example";

/// With which password.
pub(crate) const PASSWORD: &str = "a lighthouse keeper's kettle";

/// The tenant as another process would have it.
pub(crate) struct Replica {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) tenant: TenantHandle,
}

/// What is measured lives in here; it is gone with it.
pub(crate) struct Installation {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) tenant: TenantHandle,
    owner: UserId,
    ring: Secret,
    database: PathBuf,
    _directory: TempDir,
}

impl Installation {
    /// A new installation; `cached_sessions` as the engine's builder takes it.
    pub(crate) async fn new(cached_sessions: u64) -> Outcome<Self> {
        let directory = tempfile::tempdir()?;
        let database = directory.path().join("authnex.db");
        let store: Arc<dyn Store> = Arc::new(sqlite::open(&SqliteOptions::file(&database))?);
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
            ring,
            database,
            _directory: directory,
        })
    }

    /// Another engine over the same file, with a store of its own; it caches so many sessions.
    pub(crate) async fn another(&self, cached_sessions: u64) -> Outcome<Replica> {
        let store: Arc<dyn Store> = Arc::new(sqlite::open(&SqliteOptions::file(&self.database))?);
        let authnex = engine(&store, &self.ring, cached_sessions).await?;
        let tenant = authnex.tenant("acme").await?;
        Ok(Replica {
            tenant: tenant.ok_or("the tenant is gone")?,
            store,
        })
    }

    /// A connection to the database that knows nothing of AuthNex, set up as the store sets up its own.
    pub(crate) fn connect(&self) -> Outcome<Connection> {
        let connection = Connection::open(&self.database)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
        Ok(connection)
    }

    /// Opens so many sessions for the owner; answers their tokens.
    ///
    /// Written past the engine: through it, a million sign-ins would be a million password hashes.
    pub(crate) fn open_sessions(&self, count: u32) -> Outcome<Vec<String>> {
        let entropy = SystemEntropy::new();
        let now = SystemClock.now();
        // Seen just now for as long as the run lasts: no check writes anything.
        let seen = now.plus_seconds(3600);
        let mut connection = self.connect()?;
        let transaction = connection.transaction()?;
        let mut tokens = Vec::new();
        {
            let mut insert = transaction.prepare(statement("session", "INSERT")?)?;
            for number in 0..count {
                let token = PlainToken::generate(TokenKind::Session, &entropy);
                let mut id = [0; 16];
                entropy.fill(&mut id);
                insert.execute(params![
                    self.tenant.scope().id().as_uuid().as_bytes(),
                    token.hash().as_bytes(),
                    id,
                    self.owner.as_uuid().as_bytes(),
                    "pwd",
                    now.as_micros(),
                    format!("192.0.2.{}", number % 256),
                    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                    now.as_micros(),
                    seen.as_micros(),
                    now.plus_seconds(1_209_600).as_micros(),
                ])?;
                tokens.push(token.expose().to_owned());
            }
        }
        transaction.commit()?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(tokens)
    }
}

async fn engine(store: &Arc<dyn Store>, ring: &Secret, cached_sessions: u64) -> Outcome<Authnex> {
    let (authnex, _) = Authnex::builder(store.clone())
        .key_ring(KeyRing::parse(ring)?)
        .cached_sessions(cached_sessions)
        .build()
        .await?;
    Ok(authnex)
}

/// The text of one of the store's own statements.
pub(crate) fn statement(module: &str, name: &str) -> Outcome<&'static str> {
    catalogue::statements()
        .find(|statement| statement.module == module && statement.name == name)
        .map(|statement| statement.sqlite)
        .ok_or_else(|| format!("the store has no statement {module}::{name}").into())
}
