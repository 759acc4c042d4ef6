use uuid::Uuid;

use super::{
    race::race,
    world::{World, keep},
};
use crate::{
    event::{EventKind, EventSeal, SealRoot},
    foundation::{EventId, PageRequest, TenantScope, Timestamp},
    relay::RelayLease,
};

/// Relays: one holder at a time, a fence against who has lost the lease, seals that take an event once.
///
/// # Panics
/// When the store breaks a promise.
pub async fn relays(world: &World) {
    one_holds_the_lease(world).await;
    one_of_many_takes_it(world).await;
    who_lost_the_lease_is_stopped(world).await;
    an_event_is_sealed_once(world).await;
    tenants_with_work_are_found(world).await;
    retention_takes_a_whole_seal(world).await;
    cleaning_is_claimed_once(world).await;
}

async fn take(world: &World, scope: &TenantScope, owner: Uuid) -> Option<RelayLease> {
    let now = world.now();
    let until = now.plus_seconds(30);
    keep!(world, scope, [owner, now, until], |unit| unit
        .take_relay_lease(owner, now, until))
}

async fn advance(world: &World, scope: &TenantScope, lease: RelayLease, until: Timestamp) -> bool {
    keep!(world, scope, [lease, until], |unit| unit.advance_relay(
        &lease,
        SealRoot([7; 32]),
        until
    ))
}

async fn one_holds_the_lease(world: &World) {
    let scope = world.tenant().await;
    let (one, two) = (world.id(), world.id());
    let first = take(world, &scope, one).await.unwrap();
    assert_eq!((first.owner, first.seq), (one, 0));
    assert_eq!(first.root, SealRoot::default());
    assert_eq!(take(world, &scope, two).await, None, "it is held");
    let again = take(world, &scope, one).await.unwrap();
    assert!(again.fence > first.fence, "its holder may take it again");
    world.clock.advance(60);
    let other = take(world, &scope, two).await.unwrap();
    assert!(other.fence > again.fence, "it has run out");
    assert_eq!(take(world, &scope, one).await, None);
    let elsewhere = world.tenant().await;
    assert!(take(world, &elsewhere, one).await.is_some());
}

pub(super) async fn one_of_many_takes_it(world: &World) {
    let scope = world.tenant().await;
    let now = world.now();
    let until = now.plus_seconds(30);
    let taken = race(world, |world| {
        let (scope, owner) = (scope.clone(), world.id());
        async move {
            keep!(world, &scope, [owner, now, until], |unit| unit
                .take_relay_lease(owner, now, until))
        }
    })
    .await;
    assert_eq!(taken.iter().flatten().count(), 1);
}

async fn who_lost_the_lease_is_stopped(world: &World) {
    let scope = world.tenant().await;
    let lost = take(world, &scope, world.id()).await.unwrap();
    world.clock.advance(60);
    let holder = take(world, &scope, world.id()).await.unwrap();
    let until = world.now().plus_seconds(30);
    assert!(!advance(world, &scope, lost, until).await);
    assert!(advance(world, &scope, holder, until).await);
    assert!(
        !advance(world, &scope, holder, until).await,
        "the same batch does not count twice"
    );
    world.clock.advance(60);
    let next = take(world, &scope, world.id()).await.unwrap();
    assert_eq!((next.seq, next.root), (1, SealRoot([7; 32])));
}

async fn append(world: &World, scope: &TenantScope) -> EventId {
    let event = world.event(EventKind::SessionEnded);
    keep!(world, scope, [event], |unit| unit.append_event(&event));
    event.id
}

fn seal_of(world: &World, seq: i64, ids: &[EventId]) -> EventSeal {
    EventSeal {
        seq,
        previous: SealRoot([3; 32]),
        root: SealRoot([4; 32]),
        ids: ids.to_vec(),
        last_at: world.now(),
        sealed_at: world.now(),
        removed_at: None,
    }
}

/// Seals as the relay does: what was not sealed whole is undone.
async fn seal(world: &World, scope: &TenantScope, seal: EventSeal) -> bool {
    use crate::store::Verdict;
    super::world::unit!(world, scope, [seal], |unit| {
        unit.seal_events(&seal).await.map(|sealed| {
            if sealed {
                Verdict::Commit(true)
            } else {
                Verdict::Rollback(false)
            }
        })
    })
    .unwrap()
}

async fn an_event_is_sealed_once(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let ids = [append(world, &scope).await, append(world, &scope).await];
    let unsealed = world.reader(&scope).list_unsealed_events().await.unwrap();
    assert_eq!(unsealed.iter().map(|e| e.id).collect::<Vec<_>>(), ids);
    assert!(
        !seal(world, &other, seal_of(world, 1, &ids)).await,
        "of another tenant"
    );
    let first = seal_of(world, 1, &ids);
    assert!(seal(world, &scope, first.clone()).await);
    let third = append(world, &scope).await;
    assert!(
        !seal(world, &scope, seal_of(world, 1, &[third])).await,
        "the number is taken"
    );
    assert!(
        !seal(world, &scope, seal_of(world, 2, &[ids[1], third])).await,
        "one is sealed"
    );
    assert!(seal(world, &scope, seal_of(world, 2, &[third])).await);
    let reader = world.reader(&scope);
    assert!(reader.list_unsealed_events().await.unwrap().is_empty());
    let listed = reader.list_seals(&PageRequest::new(1, None)).await.unwrap();
    assert_eq!(listed.first(), Some(&first));
    assert_eq!(listed.len(), 2, "one more than the page holds");
    let sealed = reader.list_sealed_events(&PageRequest::new(9, None)).await;
    let numbers: Vec<_> = sealed.unwrap().into_iter().map(|row| row.2).collect();
    assert_eq!(numbers, [Some(1), Some(1), Some(2)]);
    let found = reader.find_events(&ids).await.unwrap();
    assert_eq!(found.iter().map(|e| e.id).collect::<Vec<_>>(), ids);
    let there = world.reader(&other);
    assert!(there.find_events(&ids).await.unwrap().is_empty());
    assert!(
        there
            .list_seals(&PageRequest::new(9, None))
            .await
            .unwrap()
            .is_empty()
    );
}

async fn tenants_with_work_are_found(world: &World) {
    let scope = world.tenant().await;
    let before = TenantIdBefore::of(&scope);
    let platform = world.store.platform_reader(world.platform());
    let next = || platform.next_tenant_to_relay(Some(before.0));
    assert_ne!(next().await.unwrap(), Some(scope.id()), "it has no event");
    let event = append(world, &scope).await;
    assert_eq!(next().await.unwrap(), Some(scope.id()));
    assert!(seal(world, &scope, seal_of(world, 1, &[event])).await);
    assert_ne!(next().await.unwrap(), Some(scope.id()));
    let row = platform
        .find_tenant_by_id(scope.id())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.slug, scope.snapshot().tenant.slug);
}

/// The id just before a tenant's.
struct TenantIdBefore(crate::foundation::TenantId);

impl TenantIdBefore {
    fn of(scope: &TenantScope) -> Self {
        let number = scope.id().as_uuid().as_u128() - 1;
        Self(crate::foundation::TenantId::from_uuid(Uuid::from_u128(
            number,
        )))
    }
}

async fn retention_takes_a_whole_seal(world: &World) {
    let scope = world.tenant().await;
    let ids = [append(world, &scope).await, append(world, &scope).await];
    let kept = append(world, &scope).await;
    let first = seal_of(world, 1, &ids);
    assert!(seal(world, &scope, first.clone()).await);
    assert!(seal(world, &scope, seal_of(world, 2, &[kept])).await);
    let oldest = world.reader(&scope).oldest_kept_seal().await.unwrap();
    assert_eq!(oldest, Some(first.clone()));
    let now = world.now();
    assert!(keep!(world, &scope, [first, now], |unit| unit
        .remove_sealed_events(&first, now)));
    assert!(!keep!(world, &scope, [first, now], |unit| unit
        .remove_sealed_events(&first, now)));
    let reader = world.reader(&scope);
    assert!(reader.find_events(&ids).await.unwrap().is_empty());
    assert!(reader.has_event(kept).await.unwrap());
    let oldest = reader.oldest_kept_seal().await.unwrap().unwrap();
    assert_eq!(oldest.seq, 2);
    let seals = reader.list_seals(&PageRequest::new(9, None)).await.unwrap();
    assert_eq!(seals.first().unwrap().removed_at, Some(now));
}

async fn cleaning_is_claimed_once(world: &World) {
    let scope = world.tenant().await;
    let claim = async || {
        let now = world.now();
        let not_since = now.minus_seconds(3600);
        keep!(world, &scope, [now, not_since], |unit| unit
            .claim_cleaning(now, not_since))
    };
    assert!(claim().await);
    assert!(!claim().await);
    let lease = take(world, &scope, world.id()).await.unwrap();
    assert_eq!(lease.seq, 0, "a claim is no relay");
    world.clock.advance(3601);
    assert!(claim().await);
}
