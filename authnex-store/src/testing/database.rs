use std::sync::Arc;

use authnex_core::store::Store;
use tempfile::TempDir;

use super::{Engine, PostgresDatabase, engine};
use crate::sqlite::{self, SqliteOptions};

/// A database that several stores are opened on, as several processes would.
#[derive(Debug)]
pub struct Database(Place);

#[derive(Debug)]
enum Place {
    Directory(TempDir),
    Server(PostgresDatabase),
}

impl Database {
    /// A database of its own, on the engine that `AUTHNEX_TEST_STORE` names: SQLite in a file, or PostgreSQL.
    ///
    /// # Panics
    /// If the variable names no engine, or there is no server for it.
    #[must_use]
    pub fn create() -> Self {
        Self(match engine() {
            Engine::Postgres => Place::Server(PostgresDatabase::create()),
            Engine::Sqlite => Place::Directory(tempfile::tempdir().unwrap()),
        })
    }

    /// Another store on it.
    ///
    /// # Panics
    /// If it cannot be opened.
    pub async fn open(&self) -> Arc<dyn Store> {
        match &self.0 {
            Place::Directory(directory) => {
                let options = SqliteOptions::file(directory.path().join("authnex.db"));
                Arc::new(sqlite::open(&options).unwrap())
            }
            Place::Server(database) => Arc::new(database.open().await),
        }
    }
}
