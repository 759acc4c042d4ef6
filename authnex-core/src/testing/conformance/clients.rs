use super::world::{World, keep};
use crate::{
    client::{ClientIdentifier, ClientMetadata, NewClient},
    foundation::{ClientId, PageRequest, TenantScope},
};

pub(super) fn new_client(world: &World, client_id: &str) -> NewClient {
    NewClient {
        id: ClientId::from_uuid(world.id()),
        client_id: ClientIdentifier::parse(client_id).unwrap(),
        metadata: ClientMetadata {
            client_name: Some("Übung".to_owned()),
            scope: Some("openid orders:read".to_owned()),
            default_max_age: Some(3600),
            ..ClientMetadata::default()
        },
        created_at: world.now(),
    }
}

pub(super) async fn insert(world: &World, scope: &TenantScope, new: &NewClient) -> bool {
    keep!(world, scope, [new], |unit| unit.insert_client(&new))
}

/// Clients: one `client_id` each within their tenant, changed by whoever read them last.
///
/// # Panics
/// When the store breaks a promise.
pub async fn clients(world: &World) {
    a_client_id_is_taken_once(world).await;
    a_version_is_changed_once(world).await;
    disabled_and_enabled(world).await;
    deleted_once(world).await;
    listed_by_pages(world).await;
}

async fn a_client_id_is_taken_once(world: &World) {
    let (one, two) = (world.tenant().await, world.tenant().await);
    let new = new_client(world, "rp");
    assert!(insert(world, &one, &new).await);
    assert!(!insert(world, &one, &new_client(world, "rp")).await);
    let same_id = NewClient {
        id: new.id,
        ..new_client(world, "other")
    };
    assert!(!insert(world, &one, &same_id).await);
    let reader = world.reader(&one);
    let by_id = reader.find_client(new.id).await.unwrap().unwrap();
    let by_name = reader.find_client_by_identifier(&new.client_id).await;
    assert_eq!(format!("{by_id:?}"), format!("{:?}", new.stored()));
    assert_eq!(
        format!("{:?}", by_name.unwrap().unwrap()),
        format!("{by_id:?}")
    );
    let other = world.reader(&two);
    assert!(other.find_client(new.id).await.unwrap().is_none());
    let by_name = other.find_client_by_identifier(&new.client_id).await;
    assert!(by_name.unwrap().is_none());
    assert!(insert(world, &two, &new).await, "each tenant has its own");
    // Names are compared character by character.
    assert!(insert(world, &one, &new_client(world, "RP")).await);
}

async fn a_version_is_changed_once(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let new = new_client(world, "rp");
    assert!(insert(world, &scope, &new).await);
    let changed = ClientMetadata {
        first_party: true,
        ..ClientMetadata::default()
    };
    world.clock.advance_millis(1);
    let (id, now) = (new.id, world.now());
    let strangers = keep!(world, &other, [changed], |unit| unit
        .update_client(id, 1, &changed, now));
    assert!(!strangers, "another tenant changes nothing");
    for wins in [true, false] {
        let won = keep!(world, &scope, [changed], |unit| unit
            .update_client(id, 1, &changed, now));
        assert_eq!(won, wins);
    }
    let stored = world.reader(&scope).find_client(id).await.unwrap().unwrap();
    assert_eq!((stored.version, stored.updated_at), (2, now));
    assert_eq!(stored.created_at, new.created_at);
    assert_eq!(stored.metadata, changed);
}

async fn disabled_and_enabled(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let new = new_client(world, "rp");
    assert!(insert(world, &scope, &new).await);
    let (id, now) = (new.id, world.now());
    assert!(!keep!(world, &other, [], |unit| unit
        .set_client_enabled(id, false, now)));
    for (enabled, changes) in [(true, false), (false, true), (false, false), (true, true)] {
        let changed = keep!(world, &scope, [], |unit| unit
            .set_client_enabled(id, enabled, now));
        assert_eq!(changed, changes);
        let stored = world.reader(&scope).find_client(id).await.unwrap().unwrap();
        assert_eq!(stored.enabled, enabled);
    }
}

async fn deleted_once(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let new = new_client(world, "rp");
    let id = new.id;
    for tenant in [&scope, &other] {
        assert!(insert(world, tenant, &new).await);
    }
    for deletes in [true, false] {
        let deleted = keep!(world, &scope, [], |unit| unit.delete_client(id));
        assert_eq!(deleted, deletes);
    }
    let kept = world.reader(&other).find_client(id).await.unwrap();
    assert!(kept.is_some(), "another tenant's stays");
}

async fn listed_by_pages(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let mut made = Vec::new();
    for name in ["c", "a", "b"] {
        let new = new_client(world, name);
        assert!(insert(world, &scope, &new).await);
        assert!(insert(world, &other, &new_client(world, name)).await);
        made.push(new.id);
    }
    let reader = world.reader(&scope);
    let first = reader.list_clients(&PageRequest::new(2, None)).await;
    let first: Vec<_> = first.unwrap().iter().map(|client| client.id).collect();
    assert_eq!(first, made, "one more than the page holds");
    let after = PageRequest::new(2, Some(first[1]));
    let rest = reader.list_clients(&after).await.unwrap();
    let rest: Vec<_> = rest.iter().map(|client| client.id).collect();
    assert_eq!(rest, made[2..]);
}
