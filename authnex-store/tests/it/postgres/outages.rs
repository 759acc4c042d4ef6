use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use authnex_core::{foundation::TenantScope, store::StoreError, testing::conformance::World};
use authnex_store::{postgres, postgres::PostgresOptions};

use crate::{
    cluster::Cluster,
    fixture::{append, is_kept},
    proxy::{Faults, Proxy},
};

/// What "within a second" means on a machine that does other things too.
const A_SECOND: Duration = Duration::from_millis(1_600);

async fn writes_and_reads(world: &World, scope: &TenantScope) {
    let event = append(world, scope).await.expect("the next write is done");
    assert!(is_kept(world, scope, &event).await);
}

/// Writes and reads are refused, both soon and in words.
async fn refuses(world: &World, scope: &TenantScope) {
    let begun = Instant::now();
    let written = append(world, scope).await;
    assert!(
        matches!(written, Err(StoreError::Unavailable(_))),
        "{written:?}"
    );
    assert!(begun.elapsed() < A_SECOND, "after {:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_and_an_outage_are_survived() {
    let cluster = Cluster::new(&[]);
    let world = World::new(Arc::new(cluster.open().await));
    let scope = world.tenant().await;
    writes_and_reads(&world, &scope).await;
    for _ in 0..3 {
        cluster.stop();
        cluster.start();
        writes_and_reads(&world, &scope).await;
    }
    cluster.stop();
    for _ in 0..3 {
        refuses(&world, &scope).await;
        let begun = Instant::now();
        let read = world.store.ping().await;
        assert!(matches!(read, Err(StoreError::Unavailable(_))), "{read:?}");
        assert!(begun.elapsed() < A_SECOND);
    }
    cluster.start();
    writes_and_reads(&world, &scope).await;
}

/// A request that falls into the moment between does not notice: it is asked again while patience lasts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_outage_is_not_noticed() {
    let cluster = Cluster::new(&[]);
    let proxy = Proxy::before(&cluster.url, Faults::default()).await;
    let options = PostgresOptions::parse(&proxy.url(&cluster.url)).unwrap();
    let world = World::new(Arc::new(postgres::open(&options).await.unwrap()));
    let scope = world.tenant().await;
    proxy.refuse(true);
    let back = async {
        // Real time: it is a real outage.
        tokio::time::sleep(Duration::from_millis(300)).await;
        proxy.refuse(false);
    };
    tokio::join!(back, writes_and_reads(&world, &scope));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn resets_and_stalls_are_survived() {
    let cluster = Cluster::new(&[]);
    let proxy = Proxy::before(&cluster.url, Faults::default()).await;
    let options = PostgresOptions::parse(&proxy.url(&cluster.url)).unwrap();
    let world = World::new(Arc::new(postgres::open(&options).await.unwrap()));
    let scope = world.tenant().await;
    for _ in 0..5 {
        proxy.reset_all();
        writes_and_reads(&world, &scope).await;
    }
    for _ in 0..2 {
        proxy.stall(true);
        refuses(&world, &scope).await;
        let read = world.store.ping().await;
        assert!(matches!(read, Err(StoreError::Unavailable(_))), "{read:?}");
        proxy.stall(false);
        writes_and_reads(&world, &scope).await;
    }
}

/// As after a failover, when the server that was written to has become a copy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_takes_no_writes_is_left_and_found_again() {
    let cluster = Cluster::new(&[]);
    let world = World::new(Arc::new(cluster.open().await));
    let scope = world.tenant().await;
    cluster
        .administrate(&[
            "ALTER SYSTEM SET default_transaction_read_only = on",
            "SELECT pg_reload_conf()",
        ])
        .await;
    let begun = Instant::now();
    // It takes the servers' processes a moment to hear of it.
    while append(&world, &scope).await.is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
    refuses(&world, &scope).await;
    world.store.ping().await.expect("reads go on");
    cluster
        .administrate(&[
            "BEGIN READ WRITE; COMMIT",
            "SET default_transaction_read_only = off",
            "ALTER SYSTEM RESET default_transaction_read_only",
            "SELECT pg_reload_conf()",
        ])
        .await;
    let begun = Instant::now();
    while append(&world, &scope).await.is_err() {
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
    writes_and_reads(&world, &scope).await;
}
