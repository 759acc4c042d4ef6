use super::world::{World, keep};
use crate::{
    foundation::{TenantScope, UserId},
    password::StoredHash,
    user::PasswordRow,
};

/// Passwords that users had: the last ones, the newest first, of one user each.
///
/// # Panics
/// When the store breaks a promise.
pub async fn former_passwords(world: &World) {
    let scope = world.tenant().await;
    let [anna, ben] = [add(world, &scope).await, add(world, &scope).await];
    for number in 1..=4 {
        remember(world, &scope, anna, &format!("$a{number}"), 3).await;
    }
    assert_eq!(list(world, &scope, anna, 10).await, ["$a4", "$a3", "$a2"]);
    assert_eq!(list(world, &scope, anna, 2).await, ["$a4", "$a3"]);
    assert!(list(world, &scope, ben, 10).await.is_empty());
    let other = world.tenant().await;
    assert!(list(world, &other, anna, 10).await.is_empty());
    remember(world, &scope, ben, "$b1", 3).await;
    remember(world, &scope, anna, "$a5", 0).await;
    assert!(
        list(world, &scope, anna, 10).await.is_empty(),
        "none is to be remembered"
    );
    assert_eq!(list(world, &scope, ben, 10).await, ["$b1"]);
}

async fn add(world: &World, scope: &TenantScope) -> UserId {
    let new = world.new_user(&format!("{}@example.com", world.word()));
    let id = new.id;
    keep!(world, scope, [new], |unit| unit.insert_user(&new));
    id
}

async fn remember(world: &World, scope: &TenantScope, user: UserId, hash: &str, most: u32) {
    world.clock.advance(1);
    let row = PasswordRow {
        hash: StoredHash::from_stored(hash.to_owned()),
        changed_at: world.now(),
        must_change: false,
    };
    keep!(world, scope, [user, row, most], |unit| unit
        .keep_former_password(user, &row, most));
}

async fn list(world: &World, scope: &TenantScope, user: UserId, most: u32) -> Vec<String> {
    let reader = world.reader(scope);
    let found = reader.list_former_passwords(user, most).await.unwrap();
    found.iter().map(|hash| hash.as_str().to_owned()).collect()
}
