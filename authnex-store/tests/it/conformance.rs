use std::sync::Arc;

use authnex_core::testing::conformance;
use authnex_store::{SqlStore, testing::PostgresDatabase};

use crate::fixture::Database;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_passes() {
    let database = Database::new();
    conformance::run_all(database.open().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory_passes() {
    conformance::run_all(Arc::new(SqlStore::memory().unwrap())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn postgres_passes() {
    let database = PostgresDatabase::create();
    conformance::run_all(Arc::new(database.open().await)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn postgres_passes_without_prepared_statements() {
    let database = PostgresDatabase::create();
    let url = format!("{}?prepared=off", database.url());
    let options = authnex_store::postgres::PostgresOptions::parse(&url).unwrap();
    let store = authnex_store::postgres::open(&options).await.unwrap();
    conformance::run_all(Arc::new(store)).await;
}

/// The suite may run on a database that others use.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_used_file_passes() {
    let database = Database::new();
    for _ in 0..2 {
        conformance::run_all(database.open().unwrap()).await;
    }
}
