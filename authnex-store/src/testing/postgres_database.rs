use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use tokio_postgres::error::SqlState;

use super::admin;
use crate::{
    SqlStore,
    migration::{Dialect, MIGRATIONS},
    postgres::{self, PostgresOptions},
};

/// The databases of this process, for names that none share.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// The migrated database that others are copied from.
static TEMPLATE: OnceLock<String> = OnceLock::new();

/// A database of its own on the server of `AUTHNEX_TEST_POSTGRES`; dropped with the last that holds it.
#[derive(Clone, Debug)]
pub struct PostgresDatabase(Arc<Held>);

#[derive(Debug)]
struct Held {
    server: String,
    name: String,
}

impl PostgresDatabase {
    /// Makes a database that is migrated already.
    ///
    /// # Panics
    /// If there is no server.
    #[must_use]
    pub fn create() -> Self {
        let server = server();
        let template = TEMPLATE.get_or_init(|| make_template(&server));
        Self::make(server, &format!(" TEMPLATE {template}"))
    }

    /// Makes a database that holds nothing.
    ///
    /// # Panics
    /// If there is no server.
    #[must_use]
    pub fn create_empty() -> Self {
        Self::make(server(), "")
    }

    fn make(server: String, from: &str) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("authnex_test_{}_{number}", std::process::id());
        let statements = vec![
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            format!("CREATE DATABASE {name}{from}"),
        ];
        admin::run(&server, statements).unwrap();
        Self(Arc::new(Held { server, name }))
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        with_database(&self.0.server, &self.0.name)
    }

    /// How it is opened: patient, since tests share few processors.
    ///
    /// # Panics
    /// If the server's URL is none.
    #[must_use]
    pub fn options(&self) -> PostgresOptions {
        PostgresOptions::parse(&self.url())
            .unwrap()
            .connect_timeout(Duration::from_secs(10))
            .statement_timeout(Duration::from_secs(20))
    }

    /// A store on it.
    ///
    /// # Panics
    /// If it cannot be opened.
    pub async fn open(&self) -> SqlStore {
        postgres::open(&self.options()).await.unwrap()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // A server that is gone has taken the database with it.
        let _ = admin::run(&self.server, vec![drop]);
    }
}

fn server() -> String {
    std::env::var("AUTHNEX_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!(
            "AUTHNEX_TEST_POSTGRES is not set, and this test needs a PostgreSQL server: run ./test, which starts \
             one, or set the variable to the URL of one whose user may create databases"
        )
    })
}

/// The server's URL with the path of another database.
fn with_database(server: &str, name: &str) -> String {
    let (place, query) = match server.split_once('?') {
        Some((place, query)) => (place, format!("?{query}")),
        None => (server, String::new()),
    };
    let authority = place.find("://").map_or(0, |at| at + 3);
    let path = place[authority..]
        .find('/')
        .map_or(place.len(), |at| authority + at);
    format!("{}/{name}{query}", &place[..path])
}

/// One for each set of migrations; several processes may make it at once.
fn make_template(server: &str) -> String {
    let sums: String = MIGRATIONS
        .iter()
        .map(|migration| migration.checksum(Dialect::Postgres)[..6].to_owned())
        .collect();
    let name = format!(
        "authnex_template_{}",
        &sums[sums.len().saturating_sub(48)..]
    );
    let url = with_database(server, &name);
    let begun = Instant::now();
    loop {
        let made = admin::run(server, vec![format!("CREATE DATABASE {name}")]);
        match made {
            Ok(()) => break,
            Err(error) if is_there(error.code()) => break,
            Err(error) => assert!(begun.elapsed() < Duration::from_secs(10), "{error}"),
        }
    }
    let options = PostgresOptions::parse(&url)
        .unwrap()
        .connect_timeout(Duration::from_secs(10))
        .statement_timeout(Duration::from_secs(20))
        .patience(Duration::from_secs(10));
    admin::apart(async move || drop(postgres::open(&options).await.unwrap()));
    name
}

fn is_there(code: Option<&SqlState>) -> bool {
    code.is_some_and(|code| {
        *code == SqlState::DUPLICATE_DATABASE || *code == SqlState::UNIQUE_VIOLATION
    })
}
