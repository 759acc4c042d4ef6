use std::{
    sync::{Arc, mpsc},
    task::Poll,
};

use authnex_core::{
    event::EventKind,
    foundation::TenantScope,
    store::{StoreError, Verdict},
    testing::conformance::World,
};
use authnex_store::SqlStore;

use crate::fixture::{Database, append, is_kept};

/// Both kinds of database, since the writer runs over either.
fn worlds() -> [(World, Option<Database>); 2] {
    let database = Database::new();
    let memory = World::new(Arc::new(SqlStore::memory().unwrap()));
    [(database.world(), Some(database)), (memory, None)]
}

/// Keeps the writer busy until the sender is dropped; returns once it is.
async fn occupy(
    world: &Arc<World>,
    scope: &TenantScope,
) -> (mpsc::Sender<()>, tokio::task::JoinHandle<()>) {
    let (release, wait) = mpsc::channel::<()>();
    let wait = Arc::new(std::sync::Mutex::new(wait));
    let (began, has_begun) = tokio::sync::oneshot::channel();
    let began = Arc::new(std::sync::Mutex::new(Some(began)));
    let (world, scope) = (world.clone(), scope.clone());
    let task = tokio::spawn(async move {
        let blocked = world.run(&scope, move |_| {
            let (wait, began) = (wait.clone(), began.clone());
            Box::pin(async move {
                began.lock().unwrap().take().unwrap().send(()).unwrap();
                let _ = wait.lock().unwrap().recv();
                Ok(Verdict::Commit(()))
            })
        });
        blocked.await.unwrap();
    });
    has_begun.await.unwrap();
    (release, task)
}

/// Runs a unit that writes and then does something wrong; nothing of it may stay.
macro_rules! fails {
    ($world:expr, $scope:expr, $wrong:expr, $error:pat) => {
        let event = $world.event(EventKind::UserCreated);
        let written = event.clone();
        let answer = $world
            .run(&$scope, move |unit| {
                let event = written.clone();
                Box::pin(async move {
                    unit.append_event(&event).await?;
                    $wrong;
                    #[expect(unreachable_code, reason = "some wrongs do not return")]
                    Ok(Verdict::Commit(()))
                })
            })
            .await;
        assert!(matches!(answer, Err($error)), "{answer:?}");
        assert!(!is_kept(&$world, &$scope, &event).await);
    };
}

#[tokio::test]
async fn a_unit_that_waits_is_undone() {
    for (world, _file) in worlds() {
        let scope = world.tenant().await;
        let event = world.event(EventKind::UserCreated);
        let written = event.clone();
        let answer = world.run(&scope, move |unit| {
            let event = written.clone();
            Box::pin(async move {
                unit.append_event(&event).await?;
                std::future::pending::<()>().await;
                Ok(Verdict::Commit(()))
            })
        });
        assert!(matches!(answer.await, Err(StoreError::UnitWaited)));
        assert!(!is_kept(&world, &scope, &event).await);
        append(&world, &scope).await.expect("the writer goes on");
    }
}

#[tokio::test]
async fn a_unit_that_panics_is_undone() {
    for (world, _file) in worlds() {
        let scope = world.tenant().await;
        fails!(world, scope, panic!("on purpose"), StoreError::UnitPanicked);
        append(&world, &scope).await.expect("the writer goes on");
    }
}

#[tokio::test]
async fn a_unit_whose_caller_is_gone_is_kept() {
    for (world, _file) in worlds() {
        let world = Arc::new(world);
        let scope = world.tenant().await;
        let (release, occupied) = occupy(&world, &scope).await;
        let event = world.event(EventKind::UserCreated);
        let written = event.clone();
        let mut call = Box::pin(world.run(&scope, move |unit| {
            let event = written.clone();
            Box::pin(async move { unit.append_event(&event).await.map(Verdict::Commit) })
        }));
        let polled = std::future::poll_fn(|context| Poll::Ready(call.as_mut().poll(context)));
        assert!(polled.await.is_pending());
        drop(call);
        drop(release);
        occupied.await.unwrap();
        // Behind the one whose caller has gone.
        append(&world, &scope).await.unwrap();
        assert!(is_kept(&world, &scope, &event).await);
    }
}

#[tokio::test]
async fn more_units_than_the_queue_holds_are_refused() {
    for (world, _file) in worlds() {
        let world = Arc::new(world);
        let scope = world.tenant().await;
        let (release, occupied) = occupy(&world, &scope).await;
        let mut waiting: Vec<_> = (0..1024)
            .map(|_| Box::pin(append(&world, &scope)))
            .collect();
        for call in &mut waiting {
            let polled = std::future::poll_fn(|context| Poll::Ready(call.as_mut().poll(context)));
            assert!(polled.await.is_pending());
        }
        let refused = append(&world, &scope).await;
        assert!(matches!(refused, Err(StoreError::Busy)));
        drop(release);
        occupied.await.unwrap();
        for call in waiting {
            call.await.expect("what was taken in is done");
        }
        append(&world, &scope).await.expect("there is room again");
    }
}

/// Units that are queued together share a commit; each stands and falls by itself.
#[tokio::test]
async fn a_unit_that_fails_leaves_its_neighbours() {
    for (world, _file) in worlds() {
        let world = Arc::new(world);
        let scope = world.tenant().await;
        let (release, occupied) = occupy(&world, &scope).await;
        let twice = world.event(EventKind::UserCreated);
        let failing = twice.clone();
        let mut calls = Vec::new();
        for _ in 0..2 {
            calls.push(Box::pin(append(&world, &scope)));
        }
        let mut bad = Box::pin(world.run(&scope, move |unit| {
            let event = failing.clone();
            Box::pin(async move {
                unit.append_event(&event).await?;
                unit.append_event(&event).await?;
                Ok(Verdict::Commit(()))
            })
        }));
        let mut after = Box::pin(append(&world, &scope));
        std::future::poll_fn(|context| {
            for call in &mut calls {
                assert!(call.as_mut().poll(context).is_pending());
            }
            assert!(bad.as_mut().poll(context).is_pending());
            assert!(after.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
        drop(release);
        occupied.await.unwrap();
        let refused = bad.await;
        assert!(
            matches!(refused, Err(StoreError::Duplicate(_))),
            "{refused:?}"
        );
        assert!(!is_kept(&world, &scope, &twice).await);
        calls.push(after);
        for call in calls {
            let event = call.await.unwrap();
            assert!(is_kept(&world, &scope, &event).await);
        }
    }
}

/// A read beside a unit sees what was committed before it, and nothing of the unit.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_beside_a_unit_sees_nothing_of_it() {
    let database = Database::new();
    let world = Arc::new(database.world());
    let scope = world.tenant().await;
    let event = world.event(EventKind::UserCreated);
    let written = event.clone();
    let (store, inside, id) = (world.store.clone(), scope.clone(), event.id);
    let handle = tokio::runtime::Handle::current();
    let seen = world.run(&scope, move |unit| {
        let (event, store) = (written.clone(), store.clone());
        let (inside, handle) = (inside.clone(), handle.clone());
        Box::pin(async move {
            unit.append_event(&event).await?;
            // On a thread of its own, since a unit must not wait: a point read is done at its first poll.
            let read = std::thread::spawn(move || {
                handle.block_on(async move { store.reader(&inside).has_event(id).await })
            });
            Ok(Verdict::Commit(read.join().unwrap()?))
        })
    });
    assert!(!seen.await.unwrap());
    assert!(is_kept(&world, &scope, &event).await);
}

#[tokio::test]
async fn what_is_queued_is_done_before_the_store_ends() {
    let database = Database::new();
    let world = Arc::new(database.world());
    let scope = world.tenant().await;
    let (release, occupied) = occupy(&world, &scope).await;
    let mut call = Box::pin(append(&world, &scope));
    let polled = std::future::poll_fn(|context| Poll::Ready(call.as_mut().poll(context)));
    assert!(polled.await.is_pending());
    drop(call);
    drop(release);
    occupied.await.unwrap();
    drop(world);
    let count: i64 = database
        .raw()
        .query_row("SELECT count(*) FROM authnex_event", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 1);
}
