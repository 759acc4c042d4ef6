use std::collections::HashSet;

use super::{
    race::{RACERS, race},
    world::{World, keep},
};
use crate::{
    foundation::{SigningKeyId, TenantScope, Timestamp},
    jose::Algorithm,
    keyring::Sealed,
    signing_key::{KeyState, NewSigningKey, SigningKeyRow, SpareKey},
};

async fn insert(
    world: &World,
    scope: &TenantScope,
    algorithm: Algorithm,
    state: KeyState,
) -> SigningKeyId {
    let new = NewSigningKey {
        row: SigningKeyRow {
            id: SigningKeyId::from_uuid(world.id()),
            algorithm,
            state,
            private_key: Sealed::from_bytes(vec![1, 2, 3]),
            created_at: world.now(),
        },
    };
    keep!(world, scope, [new], |unit| unit.insert_signing_key(&new));
    new.row.id
}

async fn states(
    world: &World,
    scope: &TenantScope,
    now: Timestamp,
) -> Vec<(SigningKeyId, KeyState)> {
    let listed = world.reader(scope).list_signing_keys(now).await.unwrap();
    listed.iter().map(|row| (row.id, row.state)).collect()
}

/// Signing keys: they move on once, and stay published until their time; spare keys go to one tenant each.
///
/// # Panics
/// When the store breaks a promise.
pub async fn signing_keys(world: &World) {
    keys_rotate_once(world).await;
    another_tenant_moves_nothing(world).await;
    the_lacking_are_found(world).await;
    a_spare_key_is_claimed_once(world).await;
}

async fn keys_rotate_once(world: &World) {
    let scope = world.tenant().await;
    let old = insert(world, &scope, Algorithm::EdDsa, KeyState::Active).await;
    let next = insert(world, &scope, Algorithm::EdDsa, KeyState::Next).await;
    let es256 = insert(world, &scope, Algorithm::Es256, KeyState::Active).await;
    for activates in [true, false] {
        let activated = keep!(world, &scope, [next], |unit| unit
            .activate_signing_key(next));
        assert_eq!(activated, activates);
    }
    let (now, until) = (world.now(), world.now().plus_seconds(60));
    let retired = keep!(world, &scope, [next, until], |unit| unit
        .retire_signing_keys(Algorithm::EdDsa, next, until));
    assert_eq!(retired, 1);
    let there = states(world, &scope, now).await;
    assert_eq!(
        there,
        [
            (old, KeyState::Retiring { until }),
            (next, KeyState::Active),
            (es256, KeyState::Active),
        ]
    );
    let left = [(next, KeyState::Active), (es256, KeyState::Active)];
    assert_eq!(states(world, &scope, until).await, left);
    assert_eq!(delete_retired(world, &scope, now).await, 0);
    let slug = scope.snapshot().tenant.slug.clone();
    let reader = world.store.platform_reader(world.platform());
    let retired = reader.tenants_with_retired_keys(now, 200).await.unwrap();
    assert!(!retired.contains(&slug));
    let later = until.plus_seconds(1);
    let retired = reader.tenants_with_retired_keys(later, 200).await.unwrap();
    assert!(retired.contains(&slug));
    assert_eq!(delete_retired(world, &scope, later).await, 1);
    assert_eq!(states(world, &scope, now).await, left);
    let retired = reader.tenants_with_retired_keys(later, 200).await.unwrap();
    assert!(!retired.contains(&slug));
}

async fn delete_retired(world: &World, scope: &TenantScope, now: Timestamp) -> u64 {
    keep!(world, scope, [now], |unit| unit
        .delete_retired_signing_keys(now))
}

async fn another_tenant_moves_nothing(world: &World) {
    let (one, two) = (world.tenant().await, world.tenant().await);
    let next = insert(world, &one, Algorithm::EdDsa, KeyState::Next).await;
    assert!(states(world, &two, world.now()).await.is_empty());
    let activated = keep!(world, &two, [next], |unit| unit.activate_signing_key(next));
    assert!(!activated);
    assert_eq!(
        states(world, &one, world.now()).await,
        [(next, KeyState::Next)]
    );
}

async fn the_lacking_are_found(world: &World) {
    let scope = world.tenant().await;
    let slug = &scope.snapshot().tenant.slug;
    let lacks = async || {
        let reader = world.store.platform_reader(world.platform());
        let lacking = reader.tenants_lacking_rsa_keys(10_000).await.unwrap();
        lacking.contains(slug)
    };
    let retiring = KeyState::Retiring {
        until: world.now().plus_seconds(60),
    };
    insert(world, &scope, Algorithm::EdDsa, KeyState::Active).await;
    insert(world, &scope, Algorithm::EdDsa, KeyState::Next).await;
    insert(world, &scope, Algorithm::Rs256, KeyState::Active).await;
    insert(world, &scope, Algorithm::Rs256, retiring).await;
    assert!(lacks().await);
    insert(world, &scope, Algorithm::Rs256, KeyState::Next).await;
    assert!(!lacks().await);
    let reader = world.store.platform_reader(world.platform());
    world.tenant().await;
    let one = reader.tenants_lacking_rsa_keys(1).await.unwrap();
    assert_eq!(one.len(), 1, "no more than asked for");
}

pub(super) async fn a_spare_key_is_claimed_once(world: &World) {
    let scope = world.tenant().await;
    while claim(world, &scope).await.is_some() {}
    let count = async || {
        let reader = world.store.platform_reader(world.platform());
        reader.count_spare_keys().await.unwrap()
    };
    assert_eq!(count().await, 0);
    for _ in 0..3 {
        let spare = SpareKey {
            id: SigningKeyId::from_uuid(world.id()),
            private_key: Sealed::from_bytes(vec![4, 5, 6]),
            created_at: world.now(),
        };
        keep!(world, &scope, [spare], |unit| unit.insert_spare_key(&spare));
    }
    assert_eq!(count().await, 3);
    let outcomes = race(world, |world| {
        let scope = scope.clone();
        async move { claim(&world, &scope).await }
    })
    .await;
    let claimed: Vec<_> = outcomes.into_iter().flatten().collect();
    let ids: HashSet<_> = claimed.iter().map(|spare| spare.id).collect();
    assert_eq!((claimed.len(), ids.len()), (3, 3), "of {RACERS} racers");
    assert!(
        claimed
            .iter()
            .all(|spare| spare.private_key.as_bytes() == [4, 5, 6])
    );
    assert_eq!(count().await, 0);
}

async fn claim(world: &World, scope: &TenantScope) -> Option<SpareKey> {
    keep!(world, scope, [], |unit| unit.claim_spare_key())
}
