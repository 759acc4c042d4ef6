use uuid::Uuid;

use super::{
    race::{assert_one_winner, race},
    world::{World, keep},
};
use crate::{
    foundation::{PasskeyId, TenantScope, UserId},
    passkey::{NewPasskey, Passkey, PasskeyName, PasskeyUse, UserHandle},
    store::Consumed,
};

fn new(world: &World, user: UserId, credential_id: &[u8]) -> NewPasskey {
    NewPasskey {
        passkey: Passkey {
            id: PasskeyId::from_uuid(world.id()),
            user,
            credential_id: credential_id.to_vec(),
            credential: "{\"key\":\"ä\"}".to_owned(),
            name: PasskeyName::parse("Mein Schlüssel").unwrap(),
            aaguid: Some(Uuid::from_u128(7)),
            counter: 0,
            backed_up: true,
            rp_id: "localhost".to_owned(),
            created_at: world.now(),
            last_used_at: None,
        },
    }
}

async fn add(world: &World, scope: &TenantScope, new: &NewPasskey) -> bool {
    keep!(world, scope, [new], |unit| unit.insert_passkey(&new))
}

async fn added(world: &World, scope: &TenantScope, user: UserId) -> Passkey {
    let new = new(world, user, &world.bytes());
    assert!(add(world, scope, &new).await);
    new.passkey
}

async fn stored(world: &World, scope: &TenantScope, passkey: &Passkey) -> Option<Passkey> {
    let reader = world.reader(scope);
    reader.find_passkey(passkey.user, passkey.id).await.unwrap()
}

/// A use with this counter; whether it counts.
async fn use_with(world: &World, scope: &TenantScope, passkey: &Passkey, counter: u32) -> bool {
    let used = PasskeyUse {
        id: passkey.id,
        counter,
        backed_up: false,
        at: world.now(),
    };
    keep!(world, scope, [used], |unit| unit.use_passkey(&used))
}

/// Passkeys: found by credential in their tenant alone, used with a counter that rises, removed by their holder.
///
/// # Panics
/// When the store breaks a promise.
pub async fn passkeys(world: &World) {
    comes_back_as_it_was(world).await;
    a_credential_is_there_once(world).await;
    another_tenant_has_its_own(world).await;
    a_users_are_listed_in_order(world).await;
    a_counter_rises(world).await;
    one_that_does_not_count_is_used_again(world).await;
    a_handle_stays(world).await;
    its_holder_renames_and_removes_it(world).await;
    one_that_was_used_elsewhere_comes_with_its_counter(world).await;
    all_of_a_user_are_removed(world).await;
    one_of_many_uses_a_counter(world).await;
}

async fn comes_back_as_it_was(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let long = vec![255; 1023];
    let new = new(world, user, &long);
    assert!(add(world, &scope, &new).await);
    let reader = world.reader(&scope);
    let found = reader.find_passkey_by_credential(&long).await.unwrap();
    let (found, was) = (found.unwrap(), new.passkey);
    assert_eq!((found.id, found.user), (was.id, was.user));
    assert_eq!(found.credential_id, was.credential_id);
    assert_eq!((found.credential, found.name), (was.credential, was.name));
    assert_eq!((found.aaguid, found.counter), (was.aaguid, 0));
    assert_eq!((found.backed_up, found.rp_id), (true, was.rp_id));
    assert_eq!(found.created_at, was.created_at);
    assert_eq!(found.last_used_at, None);
    let unknown = reader.find_passkey_by_credential(&[1, 2, 3]).await;
    assert!(unknown.unwrap().is_none());
}

async fn a_credential_is_there_once(world: &World) {
    let scope = world.tenant().await;
    let (user, other) = (world.user(&scope).await, world.user(&scope).await);
    let id = world.bytes();
    assert!(add(world, &scope, &new(world, user, &id)).await);
    for holder in [user, other] {
        assert!(!add(world, &scope, &new(world, holder, &id)).await);
    }
    let reader = world.reader(&scope);
    assert_eq!(reader.list_passkeys(user).await.unwrap().len(), 1);
    assert!(reader.list_passkeys(other).await.unwrap().is_empty());
}

async fn another_tenant_has_its_own(world: &World) {
    let (one, two) = (world.tenant().await, world.tenant().await);
    let (user, stranger) = (world.user(&one).await, world.user(&two).await);
    let passkey = added(world, &one, user).await;
    let id = &passkey.credential_id;
    let found = world.reader(&two).find_passkey_by_credential(id).await;
    assert!(found.unwrap().is_none());
    assert!(stored(world, &two, &passkey).await.is_none());
    assert!(!use_with(world, &two, &passkey, 1).await);
    assert!(add(world, &two, &new(world, stranger, id)).await);
    let found = world.reader(&one).find_passkey_by_credential(id).await;
    assert_eq!(found.unwrap().unwrap().user, user);
}

async fn a_users_are_listed_in_order(world: &World) {
    let scope = world.tenant().await;
    let (user, other) = (world.user(&scope).await, world.user(&scope).await);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(added(world, &scope, user).await.id);
        added(world, &scope, other).await;
    }
    let listed = world.reader(&scope).list_passkeys(user).await.unwrap();
    let listed: Vec<_> = listed.into_iter().map(|passkey| passkey.id).collect();
    assert_eq!(listed, ids);
}

async fn a_counter_rises(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let passkey = added(world, &scope, user).await;
    let neighbour = added(world, &scope, user).await;
    let tries = [
        (5, true),
        (5, false),
        (4, false),
        (0, false),
        (6, true),
        (u32::MAX, true),
        (u32::MAX, false),
    ];
    for (counter, counts) in tries {
        world.clock.advance(1);
        let did_count = use_with(world, &scope, &passkey, counter).await;
        assert_eq!(did_count, counts, "{counter}");
    }
    let after = stored(world, &scope, &passkey).await.unwrap();
    assert_eq!((after.counter, after.backed_up), (u32::MAX, false));
    assert!(after.last_used_at.is_some_and(|at| at < world.now()));
    let untouched = stored(world, &scope, &neighbour).await.unwrap();
    assert_eq!((untouched.counter, untouched.last_used_at), (0, None));
}

async fn one_that_does_not_count_is_used_again(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let passkey = added(world, &scope, user).await;
    for _ in 0..2 {
        world.clock.advance(1);
        let now = world.now();
        assert!(use_with(world, &scope, &passkey, 0).await);
        let after = stored(world, &scope, &passkey).await.unwrap();
        assert_eq!(after.last_used_at, Some(now));
    }
}

async fn a_handle_stays(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let user = world.user(&scope).await;
    let handle =
        || UserHandle::from_uuid(Uuid::from_bytes(world.bytes()[..16].try_into().unwrap()));
    let reader = world.reader(&scope);
    assert_eq!(reader.find_user_handle(user).await.unwrap(), None);
    let (first, second) = (handle(), handle());
    for given in [first, second] {
        let stands = keep!(world, &scope, [user, given], |unit| unit
            .keep_user_handle(user, given));
        assert_eq!(stands, first);
    }
    assert_eq!(reader.find_user_handle(user).await.unwrap(), Some(first));
    let elsewhere = world.reader(&other).find_user_handle(user).await;
    assert_eq!(elsewhere.unwrap(), None);
}

async fn its_holder_renames_and_removes_it(world: &World) {
    let scope = world.tenant().await;
    let (user, other) = (world.user(&scope).await, world.user(&scope).await);
    let passkey = added(world, &scope, user).await;
    let (id, name) = (passkey.id, PasskeyName::parse("Büro").unwrap());
    for (holder, does) in [(other, false), (user, true)] {
        let renamed = keep!(world, &scope, [holder, id, name], |unit| unit
            .rename_passkey(holder, id, &name));
        assert_eq!(renamed, does);
    }
    let after = stored(world, &scope, &passkey).await.unwrap();
    assert_eq!(after.name, name);
    keep!(world, &scope, [user], |unit| unit.hold_passkeys(user));
    for (holder, does) in [(other, false), (user, true), (user, false)] {
        let removed = keep!(world, &scope, [holder, id], |unit| unit
            .delete_passkey(holder, id));
        assert_eq!(removed, does);
    }
    assert!(stored(world, &scope, &passkey).await.is_none());
    assert!(!use_with(world, &scope, &passkey, 9).await);
}

pub(super) async fn one_of_many_uses_a_counter(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let passkey = added(world, &scope, user).await;
    let outcomes = race(world, |world| {
        let (scope, passkey) = (scope.clone(), passkey.clone());
        async move {
            if use_with(&world, &scope, &passkey, 1).await {
                Consumed::Won(())
            } else {
                Consumed::Spent(())
            }
        }
    })
    .await;
    assert_one_winner(&outcomes);
}

async fn one_that_was_used_elsewhere_comes_with_its_counter(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    let mut new = new(world, user, &world.bytes());
    new.passkey.counter = 7;
    let used_at = world.now();
    new.passkey.last_used_at = Some(used_at);
    assert!(add(world, &scope, &new).await);
    let found = stored(world, &scope, &new.passkey).await.unwrap();
    assert_eq!((found.counter, found.last_used_at), (7, Some(used_at)));
    assert!(!use_with(world, &scope, &new.passkey, 7).await);
    assert!(use_with(world, &scope, &new.passkey, 8).await);
}

async fn all_of_a_user_are_removed(world: &World) {
    let (scope, elsewhere) = (world.tenant().await, world.tenant().await);
    let (user, other) = (world.user(&scope).await, world.user(&scope).await);
    for _ in 0..2 {
        added(world, &scope, user).await;
    }
    let kept = added(world, &scope, other).await;
    assert_eq!(
        keep!(world, &elsewhere, [], |unit| unit.delete_passkeys(user)),
        0
    );
    assert_eq!(
        keep!(world, &scope, [], |unit| unit.delete_passkeys(user)),
        2
    );
    let reader = world.reader(&scope);
    assert!(reader.list_passkeys(user).await.unwrap().is_empty());
    assert!(stored(world, &scope, &kept).await.is_some());
}
