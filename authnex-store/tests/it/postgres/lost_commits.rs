use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use authnex_core::{
    event::EventKind,
    foundation::{TenantScope, TokenHash},
    one_time::{NewOneTime, OneTimeGrant, OneTimePurpose},
    store::{Consumed, StoreError, Verdict},
    testing::conformance::World,
};
use authnex_store::{postgres, postgres::PostgresOptions, testing::PostgresDatabase};

use crate::{
    cluster::Cluster,
    proxy::{Faults, Proxy},
};

/// A world whose every commit is lost, and one beside it that sees what came of it.
async fn worlds(faults: Faults, tries: u32, named: bool) -> (World, World, Proxy) {
    let database = PostgresDatabase::create();
    let proxy = Proxy::before(&database.url(), faults).await;
    let options = PostgresOptions::parse(&proxy.url(&database.url()))
        .unwrap()
        .tries(tries);
    let store = Arc::new(postgres::open(&options).await.unwrap());
    let broken = if named {
        World::naming_units(store)
    } else {
        World::new(store)
    };
    // Keeps the database until the end of the test.
    let sound = World::new(Arc::new(database.open().await));
    std::mem::forget(database);
    (broken, sound, proxy)
}

const AFTER: Faults = Faults {
    conflicts: 0,
    lost_before: 0,
    lost_after: 100,
};

const BEFORE: Faults = Faults {
    lost_before: 100,
    lost_after: 0,
    ..AFTER
};

fn purpose() -> OneTimePurpose {
    OneTimePurpose::application("reset").unwrap()
}

async fn issue(world: &World, scope: &TenantScope) -> TokenHash {
    let new = NewOneTime {
        purpose: purpose(),
        hash: world.hash(),
        grant: OneTimeGrant {
            user: None,
            data: "{}".to_owned(),
        },
        created_at: world.now(),
        expires_at: world.now().plus_seconds(600),
    };
    let hash = new.hash;
    let issued = world.run(scope, move |unit| {
        let new = new.clone();
        Box::pin(async move { unit.insert_one_time(&new).await.map(Verdict::Commit) })
    });
    issued.await.unwrap();
    hash
}

async fn consume(world: &World, scope: &TenantScope, hash: TokenHash) -> Consumed<OneTimeGrant> {
    let now = world.now();
    let consumed = world.run(scope, move |unit| {
        Box::pin(async move {
            let consumed = unit.consume_one_time(&purpose(), &hash, now).await?;
            Ok(Verdict::Commit(consumed))
        })
    });
    consumed.await.unwrap()
}

/// The commit took effect and its answer was lost: the consumer hears that it won, not that it was a replay.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_took_effect_is_told_from_a_replay() {
    let (broken, sound, proxy) = worlds(AFTER, 5, true).await;
    let scope = sound.tenant().await;
    for _ in 0..10 {
        let hash = issue(&sound, &scope).await;
        let consumed = consume(&broken, &scope, hash).await;
        assert!(matches!(consumed, Consumed::Won(_)), "{consumed:?}");
        let again = consume(&sound, &scope, hash).await;
        assert!(matches!(again, Consumed::Spent(_)), "{again:?}");
    }
    assert_eq!(proxy.counts.lost.load(Ordering::SeqCst), 10);
}

/// A commit that never arrived is tried again, and in the end the caller hears that it did not happen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_never_arrived_is_tried_again_and_then_refused() {
    let (broken, sound, proxy) = worlds(BEFORE, 3, true).await;
    let scope = sound.tenant().await;
    let event = broken.event(EventKind::UserCreated);
    let id = event.id;
    let answer = broken.run(&scope, move |unit| {
        let event = event.clone();
        Box::pin(async move { unit.append_event(&event).await.map(Verdict::Commit) })
    });
    let answer = answer.await;
    assert!(
        matches!(answer, Err(StoreError::Unavailable(_))),
        "{answer:?}"
    );
    assert_eq!(proxy.counts.lost.load(Ordering::SeqCst), 3);
    assert!(!sound.reader(&scope).has_event(id).await.unwrap());
}

/// Without an event of its own nothing tells what became of a unit: it is neither repeated nor said to be done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_without_its_event_is_not_settled() {
    for (faults, kept) in [(AFTER, true), (BEFORE, false)] {
        let (broken, sound, proxy) = worlds(faults, 5, false).await;
        let scope = sound.tenant().await;
        let event = broken.event(EventKind::UserCreated);
        let id = event.id;
        let answer = broken.run(&scope, move |unit| {
            let event = event.clone();
            Box::pin(async move { unit.append_event(&event).await.map(Verdict::Commit) })
        });
        let answer = answer.await;
        assert!(
            matches!(answer, Err(StoreError::UnknownCommit)),
            "{answer:?}"
        );
        assert_eq!(proxy.counts.lost.load(Ordering::SeqCst), 1);
        // The server may still be at it.
        let mut tries = 0;
        while sound.reader(&scope).has_event(id).await.unwrap() != kept && tries < 1000 {
            tries += 1;
        }
        assert!(tries < 1000);
    }
}

/// One that wrote nothing has nothing to settle.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_that_wrote_nothing_is_answered() {
    let (broken, sound, _proxy) = worlds(AFTER, 5, false).await;
    let scope = sound.tenant().await;
    let id = sound.event(EventKind::UserCreated).id;
    let seen = broken.run(&scope, move |unit| {
        Box::pin(async move { unit.has_event(id).await.map(Verdict::Commit) })
    });
    assert!(!seen.await.unwrap());
}

/// The commit is still under way on the server when its connection is given up: neither a "no" nor a second try may
/// come before it has ended.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_is_still_under_way_is_waited_for() {
    let cluster = Cluster::new(&[]);
    let sound = World::new(Arc::new(cluster.open().await));
    let scope = sound.tenant().await;
    let hash = issue(&sound, &scope).await;
    let options = cluster
        .options()
        .statement_timeout(Duration::from_millis(300))
        .patience(Duration::from_secs(5));
    let hasty = World::naming_units(Arc::new(postgres::open(&options).await.unwrap()));
    // Commits wait for a standby that is not there.
    let waits = [
        "ALTER SYSTEM SET synchronous_standby_names = 'nobody'",
        "SELECT pg_reload_conf()",
        "SELECT pg_sleep(0.2)",
    ];
    cluster.administrate(&waits).await;
    let released = async {
        // Real time: longer than the commit and the first question are waited for.
        tokio::time::sleep(Duration::from_millis(900)).await;
        let goes_on = [
            "ALTER SYSTEM RESET synchronous_standby_names",
            "SELECT pg_reload_conf()",
        ];
        cluster.administrate(&goes_on).await;
    };
    let (consumed, ()) = tokio::join!(consume(&hasty, &scope, hash), released);
    assert!(matches!(consumed, Consumed::Won(_)), "{consumed:?}");
    assert!(matches!(
        consume(&sound, &scope, hash).await,
        Consumed::Spent(_)
    ));
}
