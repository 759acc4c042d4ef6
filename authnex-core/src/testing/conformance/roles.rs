use std::collections::BTreeSet;

use super::world::{World, keep};
use crate::{
    foundation::{RoleId, TenantScope},
    role::{NewRole, Permission, Role, RoleKind, RoleName},
};

fn new_role(world: &World, name: &str) -> NewRole {
    let permissions = ["orders:read", "users:read"];
    NewRole {
        role: Role {
            id: RoleId::from_uuid(world.id()),
            name: RoleName::parse(name).unwrap(),
            kind: RoleKind::Custom,
            permissions: permissions
                .iter()
                .map(|text| Permission::parse(text).unwrap())
                .collect::<BTreeSet<_>>(),
        },
        created_at: world.now(),
    }
}

async fn insert(world: &World, scope: &TenantScope, new: &NewRole) -> bool {
    keep!(world, scope, [new], |unit| unit.insert_role(&new))
}

/// Roles: one name each within their tenant, given once and taken once.
///
/// # Panics
/// When the store breaks a promise.
pub async fn roles(world: &World) {
    a_name_is_taken_once(world).await;
    given_once_taken_once(world).await;
    a_permission_is_made_once(world).await;
    what_a_role_allows_is_replaced(world).await;
}

async fn a_name_is_taken_once(world: &World) {
    let (one, two) = (world.tenant().await, world.tenant().await);
    let (writer, reader) = (new_role(world, "writer"), new_role(world, "reader"));
    assert!(insert(world, &one, &writer).await);
    assert!(insert(world, &one, &reader).await);
    assert!(!insert(world, &one, &new_role(world, "writer")).await);
    let listed = world.reader(&one).list_roles().await.unwrap();
    let names: Vec<_> = listed.iter().map(|role| role.name.as_str()).collect();
    assert_eq!(names, ["reader", "writer"]);
    let name = &writer.role.name;
    let found = world.reader(&one).find_role(name).await.unwrap().unwrap();
    assert_eq!(format!("{found:?}"), format!("{:?}", writer.role));
    assert!(world.reader(&two).find_role(name).await.unwrap().is_none());
    assert!(world.reader(&two).list_roles().await.unwrap().is_empty());
    assert!(insert(world, &two, &new_role(world, "writer")).await);
}

async fn given_once_taken_once(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let user = world.user(&scope).await;
    let new = new_role(world, "writer");
    assert!(insert(world, &scope, &new).await);
    let (role, now) = (new.role.id, world.now());
    for gives in [true, false] {
        let given = keep!(world, &scope, [user, role, now], |unit| unit
            .assign_role(user, role, now));
        assert_eq!(given, gives);
    }
    assert_eq!(world.reader(&scope).roles_of(user).await.unwrap(), [role]);
    assert!(
        world
            .reader(&other)
            .roles_of(user)
            .await
            .unwrap()
            .is_empty()
    );
    let taken = keep!(world, &other, [user, role], |unit| unit
        .unassign_role(user, role));
    assert!(!taken, "another tenant takes nothing");
    for takes in [true, false] {
        let taken = keep!(world, &scope, [user, role], |unit| unit
            .unassign_role(user, role));
        assert_eq!(taken, takes);
    }
    assert!(
        world
            .reader(&scope)
            .roles_of(user)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_permission_is_made_once(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let now = world.now();
    for (name, makes) in [
        ("orders:write", true),
        ("orders:read", true),
        ("orders:read", false),
    ] {
        let permission = Permission::parse(name).unwrap();
        let made = keep!(world, &scope, [permission], |unit| unit
            .insert_permission(&permission, now));
        assert_eq!(made, makes, "{name}");
    }
    let listed = world.reader(&scope).list_permissions().await.unwrap();
    let names: Vec<_> = listed.iter().map(Permission::as_str).collect();
    assert_eq!(names, ["orders:read", "orders:write"]);
    let others = world.reader(&other).list_permissions().await.unwrap();
    assert!(others.is_empty());
}

async fn what_a_role_allows_is_replaced(world: &World) {
    let (scope, other) = (world.tenant().await, world.tenant().await);
    let custom = new_role(world, "writer");
    let mut system = new_role(world, "owner");
    system.role.kind = RoleKind::System;
    assert!(insert(world, &scope, &custom).await);
    assert!(insert(world, &scope, &system).await);
    let permissions: BTreeSet<_> = Permission::parse("orders:write").into_iter().collect();
    let (id, fixed) = (custom.role.id, system.role.id);
    let set = keep!(world, &other, [id, permissions], |unit| unit
        .set_role_permissions(id, &permissions));
    assert!(!set, "another tenant changes nothing");
    let set = keep!(world, &scope, [fixed, permissions], |unit| unit
        .set_role_permissions(fixed, &permissions));
    assert!(!set, "a system role stays");
    let set = keep!(world, &scope, [id, permissions], |unit| unit
        .set_role_permissions(id, &permissions));
    assert!(set);
    let name = &custom.role.name;
    let found = world.reader(&scope).find_role(name).await.unwrap();
    assert_eq!(found.unwrap().permissions, permissions);
}
