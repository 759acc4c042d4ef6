use super::world::{World, keep};
use crate::{
    foundation::{PageRequest, SigningKeyId},
    keyring::Sealed,
    signing_key::SpareKey,
};

fn sealed(world: &World) -> Sealed {
    Sealed::from_bytes(world.bytes().to_vec())
}

/// What the ring wraps: replaced by whoever saw what is there, and by nobody else.
///
/// # Panics
/// When the store breaks a promise.
pub async fn wrapped(world: &World) {
    a_data_key_is_wrapped_once(world).await;
    spare_keys_are_listed_and_wrapped(world).await;
    the_secret_is_wrapped_once(world).await;
}

async fn a_data_key_is_wrapped_once(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let old = scope.snapshot().tenant.data_key.clone();
    let new = sealed(world);
    for wraps in [true, false] {
        let done = keep!(world, &scope, [old, new], |unit| unit
            .rewrap_data_key(&old, &new));
        assert_eq!(done, wraps);
    }
    let reader = world.store.platform_reader(world.platform());
    for (scope, key) in [(&scope, &new), (&other, &other.snapshot().tenant.data_key)] {
        let slug = &scope.snapshot().tenant.slug;
        let found = reader.find_tenant(slug).await.unwrap().unwrap();
        assert_eq!(found.data_key.as_bytes(), key.as_bytes());
        assert_eq!(found.version, 1, "the key itself is the same");
    }
}

async fn spare_keys_are_listed_and_wrapped(world: &World) {
    let scope = world.tenant().await;
    let made: Vec<SpareKey> = (0..3)
        .map(|_| SpareKey {
            id: SigningKeyId::from_uuid(world.id()),
            private_key: sealed(world),
            created_at: world.now(),
        })
        .collect();
    for spare in &made {
        let spare = spare.clone();
        keep!(world, &scope, [spare], |unit| unit.insert_spare_key(&spare));
    }
    let (id, old, new) = (made[1].id, made[1].private_key.clone(), sealed(world));
    for wraps in [true, false] {
        let done = keep!(world, &scope, [old, new], |unit| unit
            .rewrap_spare_key(id, &old, &new));
        assert_eq!(done, wraps);
    }
    let reader = world.store.platform_reader(world.platform());
    let page = PageRequest::new(1, Some(made[0].id));
    let rows = reader.list_spare_keys(&page).await.unwrap();
    let ids: Vec<_> = rows.iter().map(|spare| spare.id).collect();
    assert_eq!(
        ids,
        [made[1].id, made[2].id],
        "one more than the page holds"
    );
    assert_eq!(rows[0].private_key.as_bytes(), new.as_bytes());
    for _ in &made {
        keep!(world, &scope, [], |unit| unit.claim_spare_key());
    }
}

async fn the_secret_is_wrapped_once(world: &World) {
    let scope = world.tenant().await;
    let first = sealed(world);
    keep!(world, &scope, [first], |unit| unit
        .insert_instance_secret(&first));
    let reader = world.store.platform_reader(world.platform());
    let old = reader.instance_secret().await.unwrap().unwrap();
    let new = sealed(world);
    for wraps in [true, false] {
        let done = keep!(world, &scope, [old, new], |unit| unit
            .rewrap_instance_secret(&old, &new));
        assert_eq!(done, wraps);
    }
    let now = reader.instance_secret().await.unwrap().unwrap();
    assert_eq!(now.as_bytes(), new.as_bytes());
    // Other cases, and other tests on the same database, find what was there.
    keep!(world, &scope, [new, old], |unit| unit
        .rewrap_instance_secret(&new, &old));
}
