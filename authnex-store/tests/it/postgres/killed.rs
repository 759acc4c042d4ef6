use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use authnex_core::{
    foundation::{EventId, TenantScope, TokenHash},
    one_time::{NewOneTime, OneTimeGrant, OneTimePurpose},
    store::{Consumed, Store, StoreError, Verdict},
    testing::conformance::World,
};

use crate::cluster::Cluster;

/// How often the server is killed.
fn kills() -> u32 {
    if std::env::var_os("AUTHNEX_TEST_FULL").is_some() {
        20
    } else {
        2
    }
}

/// What one writer was told.
#[derive(Debug, Default)]
struct Told {
    kept: Vec<EventId>,
    undone: Vec<EventId>,
    /// Tokens that were said to be won.
    won: Vec<TokenHash>,
}

fn purpose() -> OneTimePurpose {
    OneTimePurpose::application("kill").unwrap()
}

/// Issues a token and consumes it, one after another, until told to stop.
async fn write(store: Arc<dyn Store>, scope: TenantScope, stop: Arc<AtomicBool>) -> Told {
    let world = World::naming_units(store);
    let mut told = Told::default();
    while !stop.load(Ordering::SeqCst) {
        let event = world.event(authnex_core::event::EventKind::OneTimeIssued);
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
        let (hash, id, now) = (new.hash, event.id, world.now());
        let issued = world.run(&scope, move |unit| {
            let (new, event) = (new.clone(), event.clone());
            Box::pin(async move {
                unit.insert_one_time(&new).await?;
                unit.append_event(&event).await.map(Verdict::Commit)
            })
        });
        match issued.await {
            Ok(()) => told.kept.push(id),
            Err(StoreError::Unavailable(_)) => told.undone.push(id),
            Err(StoreError::UnknownCommit | StoreError::Busy) => continue,
            Err(other) => panic!("{other}"),
        }
        let consumed = world.run(&scope, move |unit| {
            Box::pin(async move {
                let consumed = unit.consume_one_time(&purpose(), &hash, now).await?;
                Ok(Verdict::Commit(consumed))
            })
        });
        match consumed.await {
            Ok(Consumed::Won(_)) => told.won.push(hash),
            Ok(Consumed::Spent(_)) => panic!("a token of one consumer was taken for a replay"),
            Ok(Consumed::Absent)
            | Err(StoreError::Unavailable(_) | StoreError::UnknownCommit | StoreError::Busy) => {}
            Err(other) => panic!("{other}"),
        }
    }
    told
}

async fn check(world: &World, scope: &TenantScope, told: Told) {
    for id in told.kept {
        let kept = world.reader(scope).has_event(id).await.unwrap();
        assert!(kept, "{id} was acknowledged and is lost");
    }
    for id in told.undone {
        let kept = world.reader(scope).has_event(id).await.unwrap();
        assert!(!kept, "{id} was said to be undone and is there");
    }
    for hash in told.won {
        let now = world.now();
        let again = world.run(scope, move |unit| {
            Box::pin(async move {
                let consumed = unit.consume_one_time(&purpose(), &hash, now).await?;
                Ok(Verdict::Commit(consumed))
            })
        });
        let again = again.await.unwrap();
        assert!(matches!(again, Consumed::Spent(_)), "{again:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed() {
    let cluster = Cluster::new(&["fsync=on", "full_page_writes=on"]);
    let store: Arc<dyn Store> = Arc::new(cluster.open().await);
    let world = World::new(store.clone());
    let scope = world.tenant().await;
    let mut before = 0;
    for round in 0..kills() {
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..8)
            .map(|_| tokio::spawn(write(store.clone(), scope.clone(), stop.clone())))
            .collect();
        // Real time: real processes under load.
        tokio::time::sleep(Duration::from_millis(250 + 37 * u64::from(round))).await;
        cluster.kill();
        tokio::time::sleep(Duration::from_millis(100)).await;
        cluster.start();
        tokio::time::sleep(Duration::from_millis(250)).await;
        stop.store(true, Ordering::SeqCst);
        let mut kept = 0;
        for writer in writers {
            let told = writer.await.unwrap();
            kept += told.kept.len();
            check(&world, &scope, told).await;
        }
        assert!(kept > 0, "the load did something in round {round}");
        before += kept;
    }
    assert!(before > 0);
}
