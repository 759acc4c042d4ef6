use super::{
    clients::{insert, new_client},
    world::{World, keep},
};
use crate::{
    client::{ClientSecret, NewClientSecret, SecretHash, SecretKind},
    foundation::{ClientId, ClientSecretId, PageRequest, TenantScope},
};

async fn client(world: &World, scope: &TenantScope) -> ClientId {
    let new = new_client(world, &world.word());
    assert!(insert(world, scope, &new).await);
    new.id
}

fn new_secret(world: &World, owner: ClientId) -> NewClientSecret {
    NewClientSecret {
        id: ClientSecretId::from_uuid(world.id()),
        owner,
        kind: SecretKind::ApiKey,
        hash: SecretHash::Token(world.hash()),
        purpose: None,
        hint: Some("anx_key_Ab".to_owned()),
        created_at: world.now(),
        expires_at: None,
    }
}

async fn put(world: &World, scope: &TenantScope, new: &NewClientSecret) {
    keep!(world, scope, [new], |unit| unit.put_client_secret(&new));
}

async fn find(world: &World, scope: &TenantScope, new: &NewClientSecret) -> Option<ClientSecret> {
    let reader = world.reader(scope);
    let found = reader.find_client_secret(&new.hash, world.now()).await;
    found.unwrap()
}

/// Secrets of clients: found by hash while they are live, within their tenant.
///
/// # Panics
/// When the store breaks a promise.
pub async fn client_secrets(world: &World) {
    found_by_hash_in_its_tenant(world).await;
    revoked_once(world).await;
    expires_once_and_not_later(world).await;
    one_key_for_a_purpose(world).await;
    made_again(world).await;
    touched_forwards(world).await;
    listed_by_owner_and_by_pages(world).await;
}

async fn found_by_hash_in_its_tenant(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let new = new_secret(world, client(world, &scope).await);
    put(world, &scope, &new).await;
    let found = find(world, &scope, &new).await.unwrap();
    assert_eq!(format!("{found:?}"), format!("{:?}", new.stored()));
    assert!(find(world, &other, &new).await.is_none());
    let reader = world.reader(&other);
    let by_id = reader.find_client_secret_by_id(new.id).await.unwrap();
    assert!(by_id.is_none(), "another tenant's id opens nothing");
}

async fn revoked_once(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let new = new_secret(world, client(world, &scope).await);
    put(world, &scope, &new).await;
    let (id, now) = (new.id, world.now());
    let strangers = keep!(world, &other, [], |unit| unit.revoke_client_secret(id, now));
    assert!(!strangers, "another tenant revokes nothing");
    for revokes in [true, false] {
        let revoked = keep!(world, &scope, [], |unit| unit.revoke_client_secret(id, now));
        assert_eq!(revoked, revokes);
    }
    assert!(find(world, &scope, &new).await.is_none());
    let reader = world.reader(&scope);
    let by_id = reader.find_client_secret_by_id(id).await.unwrap().unwrap();
    assert_eq!(by_id.revoked_at, Some(now));
}

async fn expires_once_and_not_later(world: &World) {
    let scope = world.tenant().await;
    let owner = client(world, &scope).await;
    let new = NewClientSecret {
        expires_at: Some(world.now().plus_seconds(60)),
        ..new_secret(world, owner)
    };
    put(world, &scope, &new).await;
    let (id, now) = (new.id, world.now());
    for (seconds, end) in [(90, 60), (30, 30), (45, 30)] {
        let until = now.plus_seconds(seconds);
        assert!(keep!(world, &scope, [], |unit| unit
            .expire_client_secret(id, until, now)));
        let reader = world.reader(&scope);
        let stored = reader.find_client_secret_by_id(id).await.unwrap().unwrap();
        let wanted = if end == 60 {
            new.expires_at
        } else {
            Some(now.plus_seconds(end))
        };
        assert_eq!(stored.expires_at, wanted);
    }
    assert!(find(world, &scope, &new).await.is_some());
    world.clock.advance_millis(30_000);
    assert!(find(world, &scope, &new).await.is_none(), "its time is up");
    let now = world.now();
    let until = now.plus_seconds(60);
    assert!(!keep!(world, &scope, [], |unit| unit
        .expire_client_secret(id, until, now)));
    assert!(!keep!(world, &scope, [], |unit| unit.revoke_client_secret(id, now)));
}

async fn one_key_for_a_purpose(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let owner = client(world, &scope).await;
    let with = |purpose: &str, kind| NewClientSecret {
        purpose: Some(purpose.to_owned()),
        kind,
        ..new_secret(world, owner)
    };
    let old = with("apply", SecretKind::ApiKey);
    let second = with("backup", SecretKind::ApiKey);
    let chosen = with("apply", SecretKind::Generated);
    for new in [&old, &second, &chosen] {
        put(world, &scope, new).await;
    }
    let abroad = NewClientSecret {
        purpose: old.purpose.clone(),
        ..new_secret(world, client(world, &other).await)
    };
    put(world, &other, &abroad).await;
    let now = world.now();
    for revokes in [vec![old.id], Vec::new()] {
        let revoked = keep!(world, &scope, [], |unit| unit
            .revoke_api_keys_for("apply", now));
        assert_eq!(revoked, revokes);
    }
    assert!(find(world, &scope, &old).await.is_none());
    for kept in [&second, &chosen] {
        assert!(find(world, &scope, kept).await.is_some());
    }
    assert!(find(world, &other, &abroad).await.is_some());
}

async fn made_again(world: &World) {
    let scope = world.tenant().await;
    let old = NewClientSecret {
        kind: SecretKind::Given,
        ..new_secret(world, client(world, &scope).await)
    };
    put(world, &scope, &old).await;
    let (id, now) = (old.id, world.now());
    assert!(keep!(world, &scope, [], |unit| unit.revoke_client_secret(id, now)));
    let again = NewClientSecret {
        id: ClientSecretId::from_uuid(world.id()),
        ..old.clone()
    };
    put(world, &scope, &again).await;
    assert_eq!(find(world, &scope, &old).await.unwrap().id, again.id);
}

async fn touched_forwards(world: &World) {
    let scope = world.tenant().await;
    let new = new_secret(world, client(world, &scope).await);
    put(world, &scope, &new).await;
    let (id, now) = (new.id, world.now());
    for (seconds, seen) in [(60, 60), (30, 60), (90, 90)] {
        let used = now.plus_seconds(seconds);
        keep!(world, &scope, [], |unit| unit.touch_client_secret(id, used));
        let stored = find(world, &scope, &new).await.unwrap();
        assert_eq!(stored.last_used_at, Some(now.plus_seconds(seen)));
    }
}

async fn listed_by_owner_and_by_pages(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let (one, two) = (client(world, &scope).await, client(world, &scope).await);
    let mut keys = Vec::new();
    for owner in [one, two, one] {
        let new = new_secret(world, owner);
        put(world, &scope, &new).await;
        keys.push(new.id);
    }
    let chosen = NewClientSecret {
        kind: SecretKind::Given,
        ..new_secret(world, one)
    };
    put(world, &scope, &chosen).await;
    put(
        world,
        &other,
        &new_secret(world, client(world, &other).await),
    )
    .await;
    let reader = world.reader(&scope);
    let of_one = reader.list_client_secrets(one).await.unwrap();
    let of_one: Vec<_> = of_one.iter().map(|secret| secret.id).collect();
    assert_eq!(of_one, [keys[0], keys[2], chosen.id]);
    let all = reader.list_api_keys(&PageRequest::new(2, None)).await;
    let all: Vec<_> = all.unwrap().iter().map(|key| key.id).collect();
    assert_eq!(all, keys, "one more than the page holds, and keys only");
    let rest = PageRequest::new(2, Some(keys[1]));
    let rest = reader.list_api_keys(&rest).await.unwrap();
    assert_eq!(rest.len(), 1);
    keep!(world, &scope, [], |unit| unit.delete_client_secrets(one));
    let reader = world.reader(&scope);
    assert!(reader.list_client_secrets(one).await.unwrap().is_empty());
    assert_eq!(reader.list_client_secrets(two).await.unwrap().len(), 1);
}
