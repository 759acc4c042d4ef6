use serde_json::json;

use super::{
    race,
    world::{World, keep},
};
use crate::{
    foundation::TenantScope,
    store::{StoreError, Unit, Verdict},
    user::{Address, Attributes, ChangedUser, Email, NewUser, Profile, User},
};

fn profile() -> Profile {
    Profile {
        given_name: Some("Ada".to_owned()),
        phone_number_verified: Some(true),
        address: Some(Address {
            country: Some("GB".to_owned()),
            ..Address::default()
        }),
        ..Profile::default()
    }
}

fn attributes() -> Attributes {
    match json!({"team": ["blue"], "n": 1}) {
        serde_json::Value::Object(map) => Attributes(map),
        _ => Attributes::default(),
    }
}

async fn make(world: &World, scope: &TenantScope, new: NewUser) -> User {
    let id = new.id;
    assert!(keep!(world, scope, [new], |unit| unit.insert_user(&new)));
    world.reader(scope).find_user(id).await.unwrap().unwrap()
}

async fn change(world: &World, scope: &TenantScope, changed: ChangedUser) -> bool {
    keep!(world, scope, [changed], |unit| unit.update_user(&changed))
}

/// The user with another name and address.
fn renamed(world: &World, user: &User) -> ChangedUser {
    ChangedUser {
        id: user.id,
        username: "Countess".to_owned(),
        username_normal: "countess".to_owned(),
        email: Email::parse("Countess@Example.com").ok(),
        email_verified: true,
        name: Some("Ada".to_owned()),
        profile: profile(),
        attributes: attributes(),
        seen_at: user.updated_at,
        updated_at: world.now(),
    }
}

/// What is known of users: kept as given, replaced whole by whoever saw the last row.
///
/// # Panics
/// When the store breaks a promise.
pub async fn changed_users(world: &World) {
    facts_are_kept_as_given(world).await;
    a_change_replaces_all_and_is_guarded(world).await;
    names_and_addresses_lead_to_their_users(world).await;
    what_is_taken_is_told_apart(world).await;
    one_of_many_gets_a_name(world).await;
    no_text_has_u_0000(world).await;
}

/// A unit that did not ask first hears that it was a key, not a fault of the statement.
async fn what_is_taken_is_told_apart(world: &World) {
    let scope = world.tenant().await;
    let ben = make(world, &scope, world.new_user("ben@example.com")).await;
    make(world, &scope, world.new_user("ada@example.com")).await;
    world.clock.advance(1);
    let changed = ChangedUser {
        username_normal: "ada@example.com".to_owned(),
        ..renamed(world, &ben)
    };
    let written = world.run(&scope, move |unit| {
        let changed = changed.clone();
        Box::pin(async move { unit.update_user(&changed).await.map(Verdict::Commit) })
    });
    let refused = written.await;
    assert!(
        matches!(refused, Err(StoreError::Duplicate(_))),
        "{refused:?}"
    );
    let same = world.reader(&scope).find_user(ben.id).await;
    assert_eq!(same.unwrap().unwrap().username, ben.username);
}

/// Asks whether the name is free and takes it, in one unit each: of many at once one gets it, and the others
/// are told that it is taken.
pub(super) async fn one_of_many_gets_a_name(world: &World) {
    let scope = world.tenant().await;
    let mut users = Vec::new();
    for number in 0..race::RACERS {
        let new = world.new_user(&format!("racer{number}@example.com"));
        users.push(make(world, &scope, new).await);
    }
    world.clock.advance(1);
    let wanted = std::sync::Mutex::new(users.iter().map(|user| renamed(world, user)));
    let outcomes = race::race(world, |world| {
        let changed = wanted.lock().unwrap().next().unwrap();
        let scope = scope.clone();
        async move { keep!(world, &scope, [changed], |unit| take_name(unit, &changed)) }
    })
    .await;
    let won = outcomes.iter().filter(|won| **won).count();
    assert_eq!(won, 1);
}

async fn take_name(unit: &dyn Unit, changed: &ChangedUser) -> Result<bool, StoreError> {
    let holder = unit.find_user_by_username(&changed.username_normal).await?;
    if holder.is_some() {
        return Ok(false);
    }
    unit.update_user(changed).await
}

async fn no_text_has_u_0000(world: &World) {
    let scope = world.tenant().await;
    let ben = make(world, &scope, world.new_user("ben@example.com")).await;
    let found = world.reader(&scope).find_user_by_login("be\0n").await;
    assert!(
        matches!(found, Err(StoreError::UnstorableText)),
        "{found:?}"
    );
    let changed = ChangedUser {
        name: Some("Be\0n".to_owned()),
        ..renamed(world, &ben)
    };
    let written = world.run(&scope, move |unit| {
        let changed = changed.clone();
        Box::pin(async move { unit.update_user(&changed).await.map(Verdict::Commit) })
    });
    let refused = written.await;
    assert!(
        matches!(refused, Err(StoreError::UnstorableText)),
        "{refused:?}"
    );
}

async fn facts_are_kept_as_given(world: &World) {
    let scope = world.tenant().await;
    let plain = make(world, &scope, world.new_user("ada@example.com")).await;
    assert!(plain.profile.is_empty() && plain.attributes.0.is_empty());
    let new = NewUser {
        profile: profile(),
        attributes: attributes(),
        ..world.new_user("ben@example.com")
    };
    let full = make(world, &scope, new).await;
    assert_eq!((full.profile, full.attributes), (profile(), attributes()));
}

async fn a_change_replaces_all_and_is_guarded(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let user = make(world, &scope, world.new_user("ada@example.com")).await;
    world.clock.advance(1);
    let changed = renamed(world, &user);
    assert!(!change(world, &other, changed.clone()).await);
    assert!(change(world, &scope, changed.clone()).await);
    assert!(
        !change(world, &scope, changed.clone()).await,
        "the row is no longer the one that was seen"
    );
    let found = world.reader(&scope).find_user(user.id).await;
    let found = found.unwrap().unwrap();
    assert_eq!(found.username, "Countess");
    assert_eq!(found.email, changed.email);
    assert!(found.email_verified);
    assert_eq!(found.name, changed.name);
    assert_eq!((found.profile, found.attributes), (profile(), attributes()));
    assert_eq!(
        (found.created_at, found.updated_at),
        (user.created_at, changed.updated_at)
    );
    let bare = ChangedUser {
        email: None,
        email_verified: false,
        name: None,
        profile: Profile::default(),
        attributes: Attributes::default(),
        seen_at: changed.updated_at,
        ..changed
    };
    assert!(change(world, &scope, bare).await);
    let found = world.reader(&scope).find_user(user.id).await;
    let found = found.unwrap().unwrap();
    assert_eq!((found.email, found.name), (None, None));
    assert!(found.profile.is_empty() && found.attributes.0.is_empty());
}

async fn names_and_addresses_lead_to_their_users(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let user = make(world, &scope, world.new_user("ada@example.com")).await;
    world.clock.advance(1);
    assert!(change(world, &scope, renamed(world, &user)).await);
    let reader = world.reader(&scope);
    let by_name = |name: &'static str| reader.find_user_by_username(name);
    let by_email = |email: &'static str| reader.find_user_by_email(email);
    assert_eq!(by_name("countess").await.unwrap().unwrap().id, user.id);
    let found = by_email("countess@example.com").await.unwrap();
    assert_eq!(found.unwrap().id, user.id);
    assert!(by_name("countess@example.com").await.unwrap().is_none());
    assert!(by_name("ada@example.com").await.unwrap().is_none());
    assert!(by_email("ada@example.com").await.unwrap().is_none());
    let stranger = world.reader(&other);
    let found = stranger.find_user_by_username("countess").await.unwrap();
    assert!(found.is_none());
    let found = stranger.find_user_by_email("countess@example.com").await;
    assert!(found.unwrap().is_none());
}
