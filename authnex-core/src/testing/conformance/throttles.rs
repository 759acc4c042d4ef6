use super::{
    race::{RACERS, race},
    world::{World, keep, unit},
};
use crate::{
    foundation::{CodeHash, TenantScope, Timestamp},
    store::Verdict,
    throttle::{ThrottleKey, ThrottleKind, ThrottleRule, ThrottleState},
};

const RULE: ThrottleRule = ThrottleRule {
    failures: 3,
    window_seconds: 60,
    lock_seconds: 600,
    max_lock_seconds: 600,
};

fn new_key(world: &World) -> ThrottleKey {
    ThrottleKey {
        kind: ThrottleKind::Account,
        key: CodeHash::from_bytes(world.bytes()),
    }
}

async fn fail(
    world: &World,
    scope: &TenantScope,
    key: ThrottleKey,
    rule: ThrottleRule,
) -> (u32, Option<Timestamp>) {
    let now = world.now();
    let state = keep!(world, scope, [key, rule, now], |unit| unit
        .count_failure(&key, &rule, now));
    (state.failures, state.locked_until)
}

async fn find(world: &World, scope: &TenantScope, key: &ThrottleKey) -> Option<ThrottleState> {
    world.reader(scope).find_throttle(key).await.unwrap()
}

/// Counters of failures: each failure counts, also from many at once, and also when the unit refuses.
///
/// # Panics
/// When the store breaks a promise.
pub async fn throttles(world: &World) {
    failures_lock(world).await;
    a_passed_window_begins_anew(world).await;
    a_lock_outlives_its_window(world).await;
    counters_stand_apart(world).await;
    every_racer_counts(world).await;
    a_refusal_counts(world).await;
    each_further_lock_is_twice_as_long(world).await;
    a_long_quiet_forgets_the_growth(world).await;
}

async fn failures_lock(world: &World) {
    let scope = world.tenant().await;
    let key = new_key(world);
    assert_eq!(find(world, &scope, &key).await, None);
    let until = world.now().plus_seconds(600);
    assert_eq!(fail(world, &scope, key, RULE).await, (1, None));
    assert_eq!(fail(world, &scope, key, RULE).await, (2, None));
    world.clock.advance(1);
    let (failures, locked) = fail(world, &scope, key, RULE).await;
    assert_eq!(failures, 3);
    assert!(
        locked > Some(until),
        "the lock begins with the last failure"
    );
    let state = find(world, &scope, &key).await.unwrap();
    assert_eq!((state.failures, state.locked_until), (3, locked));
    world.clock.advance(600);
    assert_eq!(
        fail(world, &scope, key, RULE).await,
        (1, None),
        "a lock that has passed begins anew"
    );
    keep!(world, &scope, [key], |unit| unit.clear_throttle(&key));
    assert_eq!(find(world, &scope, &key).await, None);
    let at_once = ThrottleRule {
        failures: 1,
        ..RULE
    };
    let (failures, locked) = fail(world, &scope, new_key(world), at_once).await;
    assert!(failures == 1 && locked.is_some());
}

async fn a_passed_window_begins_anew(world: &World) {
    let scope = world.tenant().await;
    let key = new_key(world);
    fail(world, &scope, key, RULE).await;
    fail(world, &scope, key, RULE).await;
    world.clock.advance(60);
    assert_eq!(fail(world, &scope, key, RULE).await, (1, None));
    world.clock.advance(30);
    assert_eq!(fail(world, &scope, key, RULE).await, (2, None));
}

async fn a_lock_outlives_its_window(world: &World) {
    let scope = world.tenant().await;
    let key = new_key(world);
    for _ in 0..2 {
        fail(world, &scope, key, RULE).await;
    }
    let (_, locked) = fail(world, &scope, key, RULE).await;
    world.clock.advance(120);
    let (failures, still) = fail(world, &scope, key, RULE).await;
    assert_eq!(
        (failures, still),
        (4, locked),
        "neither forgotten nor longer"
    );
}

async fn counters_stand_apart(world: &World) {
    let (one, two) = (world.tenant().await, world.tenant().await);
    let key = new_key(world);
    let source = ThrottleKey {
        kind: ThrottleKind::Source,
        ..key
    };
    fail(world, &one, key, RULE).await;
    fail(world, &one, key, RULE).await;
    assert_eq!(find(world, &one, &source).await, None);
    assert_eq!(find(world, &two, &key).await, None);
    assert_eq!(fail(world, &one, source, RULE).await, (1, None));
    assert_eq!(fail(world, &two, key, RULE).await, (1, None));
    keep!(world, &two, [key], |unit| unit.clear_throttle(&key));
    assert_eq!(find(world, &one, &key).await.unwrap().failures, 2);
}

async fn every_racer_counts(world: &World) {
    let scope = world.tenant().await;
    let key = new_key(world);
    let patient = ThrottleRule {
        failures: 100_000,
        ..RULE
    };
    let counted = race(world, |world| {
        let scope = scope.clone();
        async move { fail(&world, &scope, key, patient).await.0 }
    });
    let mut counted = counted.await;
    counted.sort_unstable();
    let each = 1..=u32::try_from(RACERS).unwrap();
    assert!(counted.into_iter().eq(each), "no failure is lost");
}

async fn a_refusal_counts(world: &World) {
    let scope = world.tenant().await;
    let (key, now) = (new_key(world), world.now());
    let refused = unit!(world, &scope, [key, now], |unit| {
        unit.count_failure(&key, &RULE, now).await?;
        Ok(Verdict::Commit(Err::<(), _>("wrong password")))
    });
    assert_eq!(refused.unwrap(), Err("wrong password"));
    assert_eq!(find(world, &scope, &key).await.unwrap().failures, 1);
}

const GROWING: ThrottleRule = ThrottleRule {
    failures: 2,
    window_seconds: 60,
    lock_seconds: 100,
    max_lock_seconds: 350,
};

/// Fails until the counter is locked; for how many seconds.
async fn lock(world: &World, scope: &TenantScope, key: ThrottleKey) -> u32 {
    for _ in 0..GROWING.failures {
        if let (_, Some(until)) = fail(world, scope, key, GROWING).await {
            return world.now().seconds_until(until);
        }
    }
    0
}

async fn each_further_lock_is_twice_as_long(world: &World) {
    let scope = world.tenant().await;
    let key = new_key(world);
    for length in [100, 200, 350, 350] {
        assert_eq!(lock(world, &scope, key).await, length);
        world.clock.advance(length);
    }
    keep!(world, &scope, [key], |unit| unit.clear_throttle(&key));
    assert_eq!(lock(world, &scope, key).await, 100, "a success forgets it");
    // Without growth all locks are alike.
    let (level, key) = (
        ThrottleRule {
            max_lock_seconds: 0,
            ..GROWING
        },
        new_key(world),
    );
    for _ in 0..2 {
        fail(world, &scope, key, level).await;
        let (_, until) = fail(world, &scope, key, level).await;
        let length = until.map(|until| world.now().seconds_until(until));
        assert_eq!(length, Some(100));
        world.clock.advance(100);
    }
}

async fn a_long_quiet_forgets_the_growth(world: &World) {
    let scope = world.tenant().await;
    let key = new_key(world);
    assert_eq!(lock(world, &scope, key).await, 100);
    world.clock.advance(100 + 349);
    assert_eq!(
        lock(world, &scope, key).await,
        200,
        "not quiet for long enough"
    );
    world.clock.advance(200 + 350);
    assert_eq!(lock(world, &scope, key).await, 100);
    // Failures that lock nothing keep the growth no longer than that.
    world.clock.advance(100);
    assert_eq!(fail(world, &scope, key, GROWING).await.1, None);
    world.clock.advance(350);
    assert_eq!(lock(world, &scope, key).await, 100);
}
