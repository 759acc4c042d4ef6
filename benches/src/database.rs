//! A database of either engine: how AuthNex opens it, and how sessions are written past the engine.

use std::{path::PathBuf, sync::Arc};

use authnex_core::{
    foundation::{
        Clock, PlainToken, SessionId, SystemClock, SystemEntropy, TenantId, TokenKind, UserId,
    },
    store::Store,
};
use authnex_store::{
    catalogue,
    postgres::{self, PostgresOptions},
    sqlite::{self, SqliteOptions},
};
use futures_util::future::try_join_all;
use rusqlite::{Connection, params};
use tokio_postgres::{Client, NoTls};

use crate::Outcome;

/// Where a database is.
#[derive(Clone, Debug)]
pub(crate) enum Database {
    Sqlite(PathBuf),
    Postgres(String),
}

/// Statements under way at once on a connection to PostgreSQL.
const PIPELINED: usize = 500;

impl Database {
    /// From what the server takes as `AUTHNEX_DATABASE_URL`.
    pub(crate) fn parse(url: &str) -> Self {
        match url.strip_prefix("sqlite:") {
            Some(path) => Self::Sqlite(path.into()),
            None => Self::Postgres(url.to_owned()),
        }
    }

    /// What the server takes as `AUTHNEX_DATABASE_URL`.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(url) => url.clone(),
        }
    }

    /// A store on it, with the options of a server.
    pub(crate) async fn store(&self) -> Outcome<Arc<dyn Store>> {
        Ok(match self {
            Self::Sqlite(path) => Arc::new(sqlite::open(&SqliteOptions::file(path))?),
            Self::Postgres(url) => Arc::new(postgres::open(&PostgresOptions::parse(url)?).await?),
        })
    }

    /// Opens so many sessions, for the users in turn; answers their tokens.
    ///
    /// Written past the engine: through it, a million sessions would be a million password hashes.
    pub(crate) async fn open_sessions(
        &self,
        tenant: TenantId,
        users: &[UserId],
        count: u32,
    ) -> Outcome<Vec<String>> {
        let mut sessions = (0..count).zip(users.iter().cycle().copied());
        let mut tokens = Vec::new();
        match self {
            Self::Sqlite(path) => {
                let mut connection = connect_sqlite(path)?;
                let transaction = connection.transaction()?;
                {
                    let mut insert = transaction.prepare(sqlite_statement("session", "INSERT")?)?;
                    for (number, user) in sessions {
                        let row = SessionRow::new(user, number);
                        row.insert_sqlite(&mut insert, tenant)?;
                        tokens.push(row.token);
                    }
                }
                transaction.commit()?;
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            }
            Self::Postgres(url) => {
                let client = connect_postgres(url).await?;
                let insert = client
                    .prepare(postgres_statement("session", "INSERT")?)
                    .await?;
                client.batch_execute("BEGIN").await?;
                loop {
                    let rows: Vec<SessionRow> = sessions
                        .by_ref()
                        .take(PIPELINED)
                        .map(|(number, user)| SessionRow::new(user, number))
                        .collect();
                    if rows.is_empty() {
                        break;
                    }
                    let inserts = rows
                        .iter()
                        .map(|row| row.insert_postgres(&client, &insert, tenant));
                    try_join_all(inserts).await?;
                    tokens.extend(rows.into_iter().map(|row| row.token));
                }
                client.batch_execute("COMMIT; ANALYZE").await?;
            }
        }
        Ok(tokens)
    }
}

/// A session as the engine writes one, of a browser.
struct SessionRow {
    token: String,
    hash: [u8; 32],
    id: SessionId,
    user: UserId,
    address: String,
    now: i64,
    seen: i64,
    expires: i64,
}

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

impl SessionRow {
    fn new(user: UserId, number: u32) -> Self {
        let entropy = SystemEntropy::new();
        let token = PlainToken::generate(TokenKind::Session, &entropy);
        let now = SystemClock.now();
        Self {
            hash: *token.hash().as_bytes(),
            token: token.expose().to_owned(),
            id: SessionId::generate(&SystemClock, &entropy),
            user,
            address: format!("192.0.2.{}", number % 256),
            now: now.as_micros(),
            // Seen just now for as long as the run lasts: no check writes anything.
            seen: now.plus_seconds(3600).as_micros(),
            expires: now.plus_seconds(1_209_600).as_micros(),
        }
    }

    fn insert_sqlite(&self, insert: &mut rusqlite::Statement<'_>, tenant: TenantId) -> Outcome<()> {
        insert.execute(params![
            tenant.as_uuid().as_bytes(),
            self.hash,
            self.id.as_uuid().as_bytes(),
            self.user.as_uuid().as_bytes(),
            "pwd",
            self.now,
            self.address,
            BROWSER,
            self.now,
            self.seen,
            self.expires,
        ])?;
        Ok(())
    }

    async fn insert_postgres(
        &self,
        client: &Client,
        insert: &tokio_postgres::Statement,
        tenant: TenantId,
    ) -> Result<u64, tokio_postgres::Error> {
        let row = (
            tenant.as_uuid(),
            self.id.as_uuid(),
            self.user.as_uuid(),
            self.hash.as_slice(),
        );
        client
            .execute(
                insert,
                &[
                    &row.0,
                    &row.3,
                    &row.1,
                    &row.2,
                    &"pwd",
                    &self.now,
                    &self.address,
                    &BROWSER,
                    &self.now,
                    &self.seen,
                    &self.expires,
                ],
            )
            .await
    }
}

/// A connection to a file that knows nothing of AuthNex, set up as the store sets up its own.
pub(crate) fn connect_sqlite(path: &std::path::Path) -> Outcome<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
    Ok(connection)
}

/// A connection to PostgreSQL that knows nothing of AuthNex.
pub(crate) async fn connect_postgres(url: &str) -> Outcome<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            eprintln!("a connection by hand ended: {error}");
        }
    });
    Ok(client)
}

/// The text of one of the store's own statements.
pub(crate) fn sqlite_statement(module: &str, name: &str) -> Outcome<&'static str> {
    find(module, name).map(|statement| statement.sqlite)
}

/// The same for PostgreSQL.
pub(crate) fn postgres_statement(module: &str, name: &str) -> Outcome<&'static str> {
    find(module, name).map(|statement| statement.postgres)
}

fn find(module: &str, name: &str) -> Outcome<catalogue::StatementText> {
    catalogue::statements()
        .find(|statement| statement.module == module && statement.name == name)
        .ok_or_else(|| format!("the store has no statement {module}::{name}").into())
}
