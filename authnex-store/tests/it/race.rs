use std::sync::Arc;

use authnex_core::{
    one_time::{NewOneTime, OneTimeGrant, OneTimePurpose},
    store::{Consumed, Verdict},
    testing::conformance::{self, World},
};
use authnex_store::SqlStore;

use crate::fixture::Database;

const RACERS: usize = 64;

/// One token, one winner, and everybody else knows that there was one.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_64_racers_consumes_a_one_time_token() {
    let database = Database::new();
    let world = Arc::new(database.world());
    let scope = world.tenant().await;
    let purpose = OneTimePurpose::application("reset").unwrap();
    let hash = world.hash();
    let new = NewOneTime {
        purpose: purpose.clone(),
        hash,
        grant: OneTimeGrant {
            user: None,
            data: "x".to_owned(),
        },
        created_at: world.now(),
        expires_at: world.now().plus_seconds(3600),
    };
    world
        .run(&scope, move |unit| {
            let new = new.clone();
            Box::pin(async move { unit.insert_one_time(&new).await.map(Verdict::Commit) })
        })
        .await
        .unwrap();

    let racers: Vec<_> = (0..RACERS)
        .map(|_| {
            let (store, scope, purpose) = (world.store.clone(), scope.clone(), purpose.clone());
            tokio::spawn(async move {
                let world = World::new(store);
                let now = world.now();
                let consumed = world.run(&scope, move |unit| {
                    let purpose = purpose.clone();
                    Box::pin(async move {
                        let consumed = unit.consume_one_time(&purpose, &hash, now).await?;
                        Ok(Verdict::Commit(consumed))
                    })
                });
                consumed.await.unwrap()
            })
        })
        .collect();
    let (mut won, mut spent) = (0, 0);
    for racer in racers {
        match racer.await.unwrap() {
            Consumed::Won(_) => won += 1,
            Consumed::Spent(_) => spent += 1,
            Consumed::Absent => panic!("a token that was spent was absent"),
        }
    }
    assert_eq!((won, spent), (1, RACERS - 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_racer_wins_on_a_file() {
    let database = Database::new();
    conformance::run_races(&database.world(), crate::rounds(3)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_racer_wins_in_memory() {
    let world = World::new(Arc::new(SqlStore::memory().unwrap()));
    conformance::run_races(&world, crate::rounds(3)).await;
}
