use super::world::{World, keep};
use crate::{
    foundation::{CodeHash, TenantScope, Timestamp},
    one_time::{NewOneTime, OneTimeGrant, OneTimePurpose},
    retention::Spent,
    store::Consumed,
    throttle::{ThrottleKey, ThrottleKind, ThrottleRule},
};

/// Spent rows: the old ones go in batches, the others stay.
///
/// # Panics
/// When the store breaks a promise.
pub async fn retention(world: &World) {
    old_tokens_go_in_batches(world).await;
    a_locked_counter_stays(world).await;
    every_kind_can_go(world).await;
}

async fn delete(
    world: &World,
    scope: &TenantScope,
    spent: Spent,
    before: Timestamp,
    limit: u32,
) -> u64 {
    keep!(world, scope, [spent, before, limit], |unit| unit
        .delete_spent(spent, before, limit))
}

async fn token(world: &World, scope: &TenantScope, seconds: u32) -> NewOneTime {
    let new = NewOneTime {
        purpose: OneTimePurpose::application("retention").unwrap(),
        hash: world.hash(),
        grant: OneTimeGrant {
            user: None,
            data: String::new(),
        },
        created_at: world.now(),
        expires_at: world.now().plus_seconds(seconds),
    };
    keep!(world, scope, [new], |unit| unit.insert_one_time(&new));
    new
}

async fn old_tokens_go_in_batches(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    for _ in 0..3 {
        token(world, &scope, 10).await;
    }
    token(world, &other, 10).await;
    let kept = token(world, &scope, 1_000).await;
    let before = world.now().plus_seconds(500);
    assert_eq!(delete(world, &scope, Spent::OneTime, before, 2).await, 2);
    assert_eq!(delete(world, &scope, Spent::OneTime, before, 2).await, 1);
    assert_eq!(delete(world, &scope, Spent::OneTime, before, 2).await, 0);
    let now = world.now();
    let found = keep!(world, &scope, [kept, now], |unit| unit.consume_one_time(
        &kept.purpose,
        &kept.hash,
        now
    ));
    assert!(matches!(found, Consumed::Won(_)), "what lives stays");
    assert_eq!(delete(world, &other, Spent::OneTime, before, 9).await, 1);
}

async fn a_locked_counter_stays(world: &World) {
    let scope = world.tenant().await;
    let rule = ThrottleRule {
        failures: 1,
        window_seconds: 10,
        lock_seconds: 1_000,
        max_lock_seconds: 1_000,
    };
    let key = ThrottleKey {
        kind: ThrottleKind::Account,
        key: CodeHash::from_bytes(world.bytes()),
    };
    let now = world.now();
    keep!(world, &scope, [key, rule, now], |unit| unit
        .count_failure(&key, &rule, now));
    let locked = now.plus_seconds(500);
    assert_eq!(delete(world, &scope, Spent::Throttle, locked, 9).await, 0);
    let passed = now.plus_seconds(1_001);
    assert_eq!(delete(world, &scope, Spent::Throttle, passed, 9).await, 1);
}

async fn every_kind_can_go(world: &World) {
    let scope = world.tenant().await;
    for spent in Spent::ALL {
        assert_eq!(delete(world, &scope, spent, world.now(), 9).await, 0);
    }
}
