use std::sync::Arc;

use authnex_core::testing::conformance;
use authnex_store::SqlStore;

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

/// The suite may run on a database that others use.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_used_file_passes() {
    let database = Database::new();
    for _ in 0..2 {
        conformance::run_all(database.open().unwrap()).await;
    }
}
