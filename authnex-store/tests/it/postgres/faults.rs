use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use authnex_core::testing::conformance::{self, World};
use authnex_store::{postgres, postgres::PostgresOptions, testing::PostgresDatabase};

use crate::proxy::{Faults, Proxy};

/// One commit in five conflicts, and of one in fifty the answer is lost: half of them after it was done.
const FAULTS: Faults = Faults {
    conflicts: 20,
    lost_before: 1,
    lost_after: 1,
};

/// For how long a connection is waited for, and a database asked again.
const PATIENT: Duration = Duration::from_secs(10);

async fn broken_way() -> (PostgresDatabase, Proxy, postgres::PostgresOptions) {
    let database = PostgresDatabase::create();
    let proxy = Proxy::before(&database.url(), FAULTS).await;
    let options = PostgresOptions::parse(&proxy.url(&database.url()))
        .unwrap()
        // At one conflict in five, eight tries in a row fail once in 400,000 units, and the longer tests make more.
        .tries(12)
        // The tests share few processors: what is tried here is not how soon a caller is told to come again.
        .connect_timeout(PATIENT)
        .patience(PATIENT);
    (database, proxy, options)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_suite_passes_over_a_way_that_breaks() {
    let (_database, proxy, options) = broken_way().await;
    let store = postgres::open(&options).await.unwrap();
    conformance::run_through_faults(Arc::new(store)).await;
    assert!(proxy.counts.conflicts.load(Ordering::SeqCst) > 50);
    assert!(proxy.counts.lost.load(Ordering::SeqCst) > 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_racer_wins_over_a_way_that_breaks() {
    let (_database, proxy, options) = broken_way().await;
    let store = postgres::open(&options).await.unwrap();
    let world = World::naming_units(Arc::new(store));
    conformance::run_races(&world, crate::rounds(2)).await;
    assert!(proxy.counts.lost.load(Ordering::SeqCst) > 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_racer_wins() {
    let database = PostgresDatabase::create();
    let world = World::new(Arc::new(database.open().await));
    conformance::run_races(&world, crate::rounds(3)).await;
}
