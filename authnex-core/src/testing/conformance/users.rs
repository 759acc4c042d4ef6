use super::{
    race::{RACERS, race},
    world::{World, keep},
};
use crate::{
    foundation::{PageRequest, TenantScope, UserId},
    password::StoredHash,
    user::{NewUser, PasswordRow, User, UserStatus},
};

async fn insert(world: &World, scope: &TenantScope, new: &NewUser) -> bool {
    keep!(world, scope, [new], |unit| unit.insert_user(&new))
}

async fn by_login(world: &World, scope: &TenantScope, normal: &str) -> Option<User> {
    let reader = world.reader(scope);
    reader.find_user_by_login(normal).await.unwrap()
}

fn password(world: &World, hash: &str, must_change: bool) -> PasswordRow {
    PasswordRow {
        hash: StoredHash::from_stored(hash.to_owned()),
        changed_at: world.now(),
        must_change,
    }
}

/// Users: one sign-in name and one address each within their tenant, and nothing beyond it.
///
/// # Panics
/// When the store breaks a promise.
pub async fn users(world: &World) {
    is_found_as_made(world).await;
    name_and_address_are_taken_once(world).await;
    one_address_in_two_tenants(world).await;
    a_name_wins_over_an_address(world).await;
    one_racer_gets_the_name(world).await;
    status_changes_once(world).await;
    a_password_is_replaced_if_it_stands(world).await;
    a_password_is_taken_away(world).await;
    pages_do_not_overlap(world).await;
    an_address_is_verified_once(world).await;
}

async fn is_found_as_made(world: &World) {
    let scope = world.tenant().await;
    let new = NewUser {
        name: Some("Ada Lovelace, née Byron".to_owned()),
        email_verified: true,
        ..world.new_user("Ada@Example.com")
    };
    assert!(insert(world, &scope, &new).await);
    let found = world
        .reader(&scope)
        .find_user(new.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.username, "Ada@Example.com");
    assert_eq!(found.email, new.email);
    assert!(found.email_verified);
    assert_eq!(found.name, new.name);
    assert_eq!(found.status, UserStatus::Active);
    assert_eq!(
        (found.created_at, found.updated_at),
        (new.created_at, new.created_at)
    );
    let nobody = UserId::from_uuid(world.id());
    assert!(
        world
            .reader(&scope)
            .find_user(nobody)
            .await
            .unwrap()
            .is_none()
    );
    let plain = NewUser {
        id: UserId::from_uuid(world.id()),
        username: "ada".to_owned(),
        username_normal: "ada".to_owned(),
        email: None,
        ..new
    };
    assert!(insert(world, &scope, &plain).await);
    assert_eq!(by_login(world, &scope, "ada").await.unwrap().email, None);
    let another = NewUser {
        id: UserId::from_uuid(world.id()),
        username: "ada2".to_owned(),
        username_normal: "ada2".to_owned(),
        ..plain
    };
    assert!(
        insert(world, &scope, &another).await,
        "many users may have no address"
    );
}

async fn name_and_address_are_taken_once(world: &World) {
    let scope = world.tenant().await;
    assert!(insert(world, &scope, &world.new_user("ada@example.com")).await);
    let same_name = NewUser {
        email: None,
        ..world.new_user("ADA@example.com")
    };
    assert!(!insert(world, &scope, &same_name).await);
    let same_address = NewUser {
        username: "other".to_owned(),
        username_normal: "other".to_owned(),
        ..world.new_user("Ada@EXAMPLE.com")
    };
    assert!(!insert(world, &scope, &same_address).await);
    for refused in [same_name.id, same_address.id] {
        assert!(
            world
                .reader(&scope)
                .find_user(refused)
                .await
                .unwrap()
                .is_none()
        );
    }
}

async fn one_address_in_two_tenants(world: &World) {
    let (one, two) = (world.tenant().await, world.tenant().await);
    let (here, there) = (
        world.new_user("ada@example.com"),
        world.new_user("ada@example.com"),
    );
    assert!(insert(world, &one, &here).await);
    assert!(by_login(world, &two, "ada@example.com").await.is_none());
    assert!(
        world
            .reader(&two)
            .find_user(here.id)
            .await
            .unwrap()
            .is_none()
    );
    assert!(insert(world, &two, &there).await);
    for (scope, id) in [(&one, here.id), (&two, there.id)] {
        assert_eq!(
            by_login(world, scope, "ada@example.com").await.unwrap().id,
            id
        );
    }
    let (user, now, status) = (here.id, world.now(), UserStatus::Suspended);
    let changed = keep!(world, &two, [user, status, now], |unit| unit
        .set_user_status(user, status, now));
    assert!(!changed, "another tenant changes nobody");
}

async fn a_name_wins_over_an_address(world: &World) {
    let scope = world.tenant().await;
    let owner_of_address = NewUser {
        username: "ada".to_owned(),
        username_normal: "ada".to_owned(),
        ..world.new_user("ada@example.com")
    };
    assert!(insert(world, &scope, &owner_of_address).await);
    let found = by_login(world, &scope, "ada@example.com").await.unwrap();
    assert_eq!(found.id, owner_of_address.id);
    let owner_of_name = NewUser {
        email: None,
        ..world.new_user("ada@example.com")
    };
    assert!(insert(world, &scope, &owner_of_name).await);
    let found = by_login(world, &scope, "ada@example.com").await.unwrap();
    assert_eq!(found.id, owner_of_name.id);
}

async fn one_racer_gets_the_name(world: &World) {
    let scope = world.tenant().await;
    let outcomes = race(world, |world| {
        let scope = scope.clone();
        async move { insert(&world, &scope, &world.new_user("ada@example.com")).await }
    })
    .await;
    let made = outcomes.iter().filter(|made| **made).count();
    assert_eq!((made, outcomes.len()), (1, RACERS));
}

async fn status_changes_once(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    world.clock.advance(1);
    let now = world.now();
    for (status, changes) in [
        (UserStatus::Active, false),
        (UserStatus::Suspended, true),
        (UserStatus::Suspended, false),
    ] {
        let changed = keep!(world, &scope, [user, status, now], |unit| unit
            .set_user_status(user, status, now));
        assert_eq!(changed, changes);
    }
    let found = world.reader(&scope).find_user(user).await.unwrap().unwrap();
    assert_eq!(
        (found.status, found.updated_at),
        (UserStatus::Suspended, now)
    );
}

async fn a_password_is_taken_away(world: &World) {
    let (scope, elsewhere) = (world.tenant().await, world.tenant().await);
    let (user, other) = (world.user(&scope).await, world.user(&scope).await);
    let row = password(world, "any", false);
    for user in [user, other] {
        let row = row.clone();
        keep!(world, &scope, [user, row], |unit| unit
            .put_password(user, &row));
    }
    let mut answers = Vec::new();
    for scope in [&elsewhere, &scope, &scope] {
        answers.push(keep!(world, scope, [user], |unit| unit.delete_password(user)));
    }
    assert_eq!(answers, [false, true, false]);
    let reader = world.reader(&scope);
    assert!(reader.find_password(user).await.unwrap().is_none());
    assert!(reader.find_password(other).await.unwrap().is_some());
}

async fn a_password_is_replaced_if_it_stands(world: &World) {
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    assert!(
        world
            .reader(&scope)
            .find_password(user)
            .await
            .unwrap()
            .is_none()
    );
    let first = password(world, "first", true);
    keep!(world, &scope, [user, first], |unit| unit
        .put_password(user, &first));
    let second = password(world, "second", false);
    keep!(world, &scope, [user, second], |unit| unit
        .put_password(user, &second));
    let third = password(world, "third", false);
    for (old, replaces) in [("first", false), ("second", true), ("second", false)] {
        let old = StoredHash::from_stored(old.to_owned());
        let replaced = keep!(world, &scope, [user, old, third], |unit| unit
            .replace_password(user, &old, &third));
        assert_eq!(replaced, replaces);
    }
    let found = world
        .reader(&scope)
        .find_password(user)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.hash.as_str(), "third");
    assert!(!found.must_change);
    let other = world.tenant().await;
    assert!(
        world
            .reader(&other)
            .find_password(user)
            .await
            .unwrap()
            .is_none()
    );
}

async fn pages_do_not_overlap(world: &World) {
    let scope = world.tenant().await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(world.user(&scope).await);
    }
    let mut listed: Vec<UserId> = Vec::new();
    let mut after = None;
    loop {
        let page = PageRequest::new(2, after);
        let rows = world.reader(&scope).list_users(&page).await.unwrap();
        assert!(rows.len() <= 3, "one more than the page holds, at most");
        listed.extend(rows.iter().take(2).map(|user| user.id));
        if rows.len() < 3 {
            break;
        }
        after = listed.last().copied();
        // Whoever comes meanwhile stands behind, and moves nobody.
        made.push(world.user(&scope).await);
        if made.len() > 7 {
            break;
        }
    }
    assert_eq!(listed, made.get(..listed.len()).unwrap());
}

async fn an_address_is_verified_once(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let new = world.new_user(&format!("{}@example.com", world.word()));
    let (user, email) = (new.id, new.email.clone().unwrap());
    assert!(keep!(world, &scope, [new], |unit| unit.insert_user(&new)));
    let verify = async |scope: &TenantScope, email: &str| {
        let (now, email) = (world.now(), email.to_owned());
        keep!(world, scope, [user, email, now], |unit| unit
            .set_email_verified(user, &email, now))
    };
    assert!(
        !verify(&scope, "other@example.com").await,
        "another address"
    );
    assert!(!verify(&other, email.normal()).await, "another tenant");
    let found = async || world.reader(&scope).find_user(user).await.unwrap().unwrap();
    assert!(!found().await.email_verified);
    assert!(verify(&scope, email.normal()).await);
    assert!(found().await.email_verified);
    assert!(!verify(&scope, email.normal()).await, "it was so already");
}
