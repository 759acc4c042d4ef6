use super::{
    race::{RACERS, race},
    world::{World, keep},
};
use crate::{
    foundation::{ClientId, TenantScope},
    oauth::{JtiUse, SeenJti},
};

fn new_jti(world: &World) -> SeenJti {
    SeenJti {
        used_as: JtiUse::Assertion,
        client: ClientId::from_uuid(world.id()),
        hash: world.hash(),
        expires_at: world.now().plus_seconds(60),
    }
}

async fn note(world: &World, scope: &TenantScope, seen: SeenJti) -> bool {
    keep!(world, scope, [seen], |unit| unit.note_jti(&seen))
}

/// Ids of tokens: the first to note one wins; use, client and tenant tell them apart.
///
/// # Panics
/// When the store breaks a promise.
pub async fn seen_jtis(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let seen = new_jti(world);
    let is_seen = async |scope: &TenantScope, seen: SeenJti| {
        let reader = world.reader(scope);
        let found = reader.is_jti_seen(seen.used_as, seen.client, &seen.hash);
        found.await.unwrap()
    };
    assert!(!is_seen(&scope, seen).await);
    assert!(note(world, &scope, seen).await && !note(world, &scope, seen).await);
    assert!(is_seen(&scope, seen).await && !is_seen(&other, seen).await);
    let revoked = SeenJti {
        used_as: JtiUse::Revoked,
        ..seen
    };
    let of_another = SeenJti {
        client: ClientId::from_uuid(world.id()),
        ..seen
    };
    for apart in [revoked, of_another] {
        assert!(!is_seen(&scope, apart).await);
        assert!(note(world, &scope, apart).await);
    }
    assert!(note(world, &other, seen).await);
    one_racer_wins(world).await;
}

pub(super) async fn one_racer_wins(world: &World) {
    let scope = world.tenant().await;
    let seen = new_jti(world);
    let outcomes = race(world, |world| {
        let scope = scope.clone();
        async move { note(&world, &scope, seen).await }
    })
    .await;
    assert_eq!(outcomes.len(), RACERS);
    assert_eq!(outcomes.iter().filter(|won| **won).count(), 1);
}
