use std::collections::BTreeSet;

use async_trait::async_trait;
use authnex_core::{
    foundation::{RoleId, Timestamp, UserId},
    role::{NewRole, Permission, Role as StoredRole, RoleKind, RoleName, RoleReads, RoleWrites},
    store::StoreError,
};
use sea_query::{OnConflict, Order};

use super::{
    Scoped,
    query::{delete, insert, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{self, Column, Role, UserRole},
};

const ROLE: [Role; 4] = [Role::Id, Role::Name, Role::Kind, Role::Permissions];
const ASSIGNMENT: [UserRole; 3] = [UserRole::TenantId, UserRole::UserId, UserRole::RoleId];

statements! {
    LIST = Statement::scan(
        select(&ROLE, &[Role::TenantId]).order_by(Role::Name, Order::Asc),
        &ROLE,
    );
    FIND = Statement::point(&select(&ROLE, &[Role::TenantId, Role::Name]), &ROLE);
    FIND_BY_ID = Statement::point(&select(&ROLE, &[Role::TenantId, Role::Id]), &ROLE);
    DELETE = Statement::write(&delete(&[Role::TenantId, Role::Id, Role::Kind]), Role::TABLE);
    INSERT = Statement::write(
        insert(&[
            Role::TenantId,
            Role::Id,
            Role::Name,
            Role::Kind,
            Role::Permissions,
            Role::CreatedAt,
        ])
        .on_conflict(OnConflict::columns([Role::TenantId, Role::Name]).do_nothing().to_owned()),
        Role::TABLE,
    );
    LIST_PERMISSIONS = Statement::scan(
        select(&[schema::Permission::Name], &[schema::Permission::TenantId])
            .order_by(schema::Permission::Name, Order::Asc),
        &[schema::Permission::Name],
    );
    INSERT_PERMISSION = Statement::write(
        insert(&[
            schema::Permission::TenantId,
            schema::Permission::Name,
            schema::Permission::CreatedAt,
        ])
        .on_conflict(
            OnConflict::columns([schema::Permission::TenantId, schema::Permission::Name])
                .do_nothing()
                .to_owned(),
        ),
        schema::Permission::TABLE,
    );
    SET_PERMISSIONS = Statement::write(
        &update(&[Role::Permissions], &[Role::TenantId, Role::Id, Role::Kind]),
        Role::TABLE,
    );
    /// A user has few roles, and they stand side by side.
    ROLES_OF = Statement::point(
        &select(&[UserRole::RoleId], &[UserRole::TenantId, UserRole::UserId]),
        &[UserRole::RoleId],
    );
    ASSIGN = Statement::write(
        insert(&[
            UserRole::TenantId,
            UserRole::UserId,
            UserRole::RoleId,
            UserRole::CreatedAt,
        ])
        .on_conflict(OnConflict::columns(ASSIGNMENT).do_nothing().to_owned()),
        UserRole::TABLE,
    );
    UNASSIGN = Statement::write(&delete(&ASSIGNMENT), UserRole::TABLE);
}

fn role(row: &mut Row) -> Result<StoredRole, StoreError> {
    Ok(StoredRole {
        id: row.id(RoleId::from_uuid)?,
        name: row.parsed(|text| RoleName::parse(text).ok())?,
        kind: row.parsed(RoleKind::parse)?,
        permissions: row.parsed(|text| serde_json::from_str(text).ok())?,
    })
}

fn permissions_json(permissions: &BTreeSet<Permission>) -> Value {
    let list: serde_json::Value = permissions.iter().map(Permission::as_str).collect();
    list.to_string().into()
}

#[async_trait]
impl RoleReads for Scoped<'_> {
    async fn list_roles(&self) -> Result<Vec<StoredRole>, StoreError> {
        self.list(&LIST, &[self.tenant()], role).await
    }

    async fn find_role(&self, name: &RoleName) -> Result<Option<StoredRole>, StoreError> {
        self.find(&FIND, &[self.tenant(), name.as_str().into()], role)
            .await
    }

    async fn find_role_by_id(&self, id: RoleId) -> Result<Option<StoredRole>, StoreError> {
        self.find(&FIND_BY_ID, &[self.tenant(), id.into()], role)
            .await
    }

    async fn list_permissions(&self) -> Result<Vec<Permission>, StoreError> {
        self.list(&LIST_PERMISSIONS, &[self.tenant()], |row| {
            row.parsed(|text| Permission::parse(text).ok())
        })
        .await
    }

    async fn roles_of(&self, user: UserId) -> Result<Vec<RoleId>, StoreError> {
        self.list(&ROLES_OF, &[self.tenant(), user.into()], |row| {
            row.id(RoleId::from_uuid)
        })
        .await
    }
}

#[async_trait]
impl RoleWrites for Scoped<'_> {
    async fn insert_role(&self, new: &NewRole) -> Result<bool, StoreError> {
        let role = &new.role;
        let arguments = [
            self.tenant(),
            role.id.into(),
            role.name.as_str().into(),
            role.kind.as_str().into(),
            permissions_json(&role.permissions),
            new.created_at.into(),
        ];
        self.touches(&INSERT, &arguments).await
    }

    async fn insert_permission(
        &self,
        permission: &Permission,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [self.tenant(), permission.as_str().into(), now.into()];
        self.touches(&INSERT_PERMISSION, &arguments).await
    }

    async fn set_role_permissions(
        &self,
        role: RoleId,
        permissions: &BTreeSet<Permission>,
    ) -> Result<bool, StoreError> {
        let arguments = [
            permissions_json(permissions),
            self.tenant(),
            role.into(),
            RoleKind::Custom.as_str().into(),
        ];
        self.touches(&SET_PERMISSIONS, &arguments).await
    }

    async fn delete_role(&self, role: RoleId) -> Result<bool, StoreError> {
        let custom = RoleKind::Custom.as_str();
        self.touches(&DELETE, &[self.tenant(), role.into(), custom.into()])
            .await
    }

    async fn assign_role(
        &self,
        user: UserId,
        role: RoleId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [self.tenant(), user.into(), role.into(), now.into()];
        self.touches(&ASSIGN, &arguments).await
    }

    async fn unassign_role(&self, user: UserId, role: RoleId) -> Result<bool, StoreError> {
        self.touches(&UNASSIGN, &[self.tenant(), user.into(), role.into()])
            .await
    }
}
