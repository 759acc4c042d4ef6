use super::world::{World, keep};
use crate::{
    foundation::{PageRequest, RoleId, TenantScope, UserId},
    role::{NewRole, Role, RoleKind, RoleName},
    user::{Searched, UserOrder, UserStatus},
};

/// Lists of users: each in its order, by pages, of one tenant; and users who are deleted.
///
/// # Panics
/// When the store breaks a promise.
pub async fn user_lists(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let mut made = Vec::new();
    for name in ["cy@example.com", "ann@example.com", "bea@example.com"] {
        made.push(insert(world, &scope, name, &format!("z-{name}")).await);
    }
    insert(world, &other, "ann@example.com", "ann@example.com").await;
    by_joined_and_by_name(world, &scope, &made).await;
    by_what_they_begin_with(world, &scope, &made).await;
    by_role(world, (&scope, &other), &made).await;
    deleted(world, (&scope, &other), made[0]).await;
}

async fn insert(world: &World, scope: &TenantScope, name: &str, email: &str) -> UserId {
    let mut new = world.new_user(email);
    name.clone_into(&mut new.username);
    name.clone_into(&mut new.username_normal);
    assert!(keep!(world, scope, [new], |unit| unit.insert_user(&new)));
    new.id
}

async fn by_joined_and_by_name(world: &World, scope: &TenantScope, made: &[UserId]) {
    let reader = world.reader(scope);
    for (order, after, expected) in [
        (UserOrder::Joined, None, vec![made[0], made[1]]),
        (UserOrder::Joined, Some(made[1]), vec![made[2]]),
        (UserOrder::JoinedLast, None, vec![made[2], made[1]]),
        (UserOrder::JoinedLast, Some(made[1]), vec![made[0]]),
    ] {
        for status in [None, Some(UserStatus::Active)] {
            let page = PageRequest::new(1, after);
            let rows = reader.list_users_by_joined(status, order, &page).await;
            let ids: Vec<_> = rows.unwrap().iter().map(|user| user.id).collect();
            assert_eq!(ids, expected, "{order:?}");
        }
    }
    for (order, after, expected) in [
        (UserOrder::Username, None, vec![made[1], made[2]]),
        (UserOrder::Username, Some("bea@example.com"), vec![made[0]]),
        (UserOrder::UsernameLast, None, vec![made[0], made[2]]),
        (
            UserOrder::UsernameLast,
            Some("bea@example.com"),
            vec![made[1]],
        ),
    ] {
        for status in [None, Some(UserStatus::Active)] {
            let page = PageRequest::new(1, after.map(str::to_owned));
            let rows = reader.list_users_by_name(status, order, &page).await;
            let ids: Vec<_> = rows.unwrap().iter().map(|user| user.id).collect();
            assert_eq!(ids, expected, "{order:?}");
        }
    }
    let page = PageRequest::new(10, None);
    let suspended = Some(UserStatus::Suspended);
    let none = reader.list_users_by_joined(suspended, UserOrder::Joined, &page);
    assert!(none.await.unwrap().is_empty());
}

async fn by_what_they_begin_with(world: &World, scope: &TenantScope, made: &[UserId]) {
    let reader = world.reader(scope);
    let first = Some(("z-ann@example.com".to_owned(), made[1]));
    for (searched, beginning, after, expected) in [
        (Searched::Username, "b", None, vec![made[2]]),
        (Searched::Username, "z-", None, Vec::new()),
        (Searched::Email, "b", None, Vec::new()),
        (Searched::Email, "z-", None, vec![made[1], made[2]]),
        (Searched::Email, "z-", first, vec![made[2], made[0]]),
        (Searched::Email, "%", None, Vec::new()),
        (Searched::Username, "", None, vec![made[1], made[2]]),
        // Who is in the one list is not in the other.
        (Searched::Email, "", None, Vec::new()),
    ] {
        let page = PageRequest::new(1, after);
        let rows = reader.search_users(searched, (beginning, None), &page);
        let ids: Vec<_> = rows.await.unwrap().iter().map(|user| user.id).collect();
        assert_eq!(ids, expected, "{searched:?} {beginning}");
    }
}

async fn by_role(world: &World, (scope, other): (&TenantScope, &TenantScope), made: &[UserId]) {
    let new = NewRole {
        role: Role {
            id: RoleId::from_uuid(world.id()),
            name: RoleName::parse("writer").unwrap(),
            kind: RoleKind::Custom,
            permissions: std::collections::BTreeSet::new(),
        },
        created_at: world.now(),
    };
    assert!(keep!(world, scope, [new], |unit| unit.insert_role(&new)));
    let (role, now) = (new.role.id, world.now());
    for user in [made[0], made[2]] {
        assert!(keep!(world, scope, [user, role, now], |unit| unit
            .assign_role(user, role, now)));
    }
    let reader = world.reader(scope);
    let found = reader.find_role_by_id(role).await.unwrap();
    assert_eq!(found.unwrap().name, new.role.name);
    let crossed = world.reader(other).find_role_by_id(role).await;
    assert!(crossed.unwrap().is_none());
    for (order, after, expected) in [
        (UserOrder::Joined, None, vec![made[0], made[2]]),
        (UserOrder::Joined, Some(made[0]), vec![made[2]]),
        (UserOrder::JoinedLast, None, vec![made[2], made[0]]),
    ] {
        let page = PageRequest::new(1, after);
        let which = (role, Some(UserStatus::Active));
        let rows = reader.list_users_with_role(which, order, &page).await;
        let ids: Vec<_> = rows.unwrap().iter().map(|user| user.id).collect();
        assert_eq!(ids, expected, "{order:?}");
    }
    assert!(reader.has_other_holder(role, made[0]).await.unwrap());
    let (user, status) = (made[2], UserStatus::Suspended);
    assert!(keep!(world, scope, [user], |unit| unit
        .set_user_status(user, status, now)));
    assert!(!reader.has_other_holder(role, made[0]).await.unwrap());
    let gone = keep!(world, other, [role], |unit| unit.delete_role(role));
    assert!(!gone, "another tenant deletes nothing");
}

async fn deleted(world: &World, (scope, other): (&TenantScope, &TenantScope), user: UserId) {
    let gone = keep!(world, other, [user], |unit| unit.delete_user(user));
    assert!(!gone, "another tenant deletes nothing");
    for goes in [true, false] {
        let gone = keep!(world, scope, [user], |unit| unit.delete_user(user));
        assert_eq!(gone, goes);
    }
    let reader = world.reader(scope);
    assert!(reader.find_user(user).await.unwrap().is_none());
    assert!(reader.roles_of(user).await.unwrap().is_empty());
}
