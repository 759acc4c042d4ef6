use std::collections::BTreeSet;

use async_trait::async_trait;

use super::{NewRole, Permission, Role, RoleName};
use crate::{
    foundation::{RoleId, Timestamp, UserId},
    store::StoreError,
};

/// Reads of roles.
#[async_trait]
pub trait RoleReads: Send + Sync {
    /// The tenant's roles by name; a tenant has at most a few hundred.
    async fn list_roles(&self) -> Result<Vec<Role>, StoreError>;
    /// The role with this name.
    async fn find_role(&self, name: &RoleName) -> Result<Option<Role>, StoreError>;
    /// The permissions that the tenant has under nouns of its own, in order; at most a few hundred.
    async fn list_permissions(&self) -> Result<Vec<Permission>, StoreError>;
    /// The role with this id.
    async fn find_role_by_id(&self, id: RoleId) -> Result<Option<Role>, StoreError>;
    /// The ids of a user's roles.
    async fn roles_of(&self, user: UserId) -> Result<Vec<RoleId>, StoreError>;
}

/// Writes of roles.
#[async_trait]
pub trait RoleWrites: Send + Sync {
    /// Makes the role; `false` if its name is taken.
    async fn insert_role(&self, new: &NewRole) -> Result<bool, StoreError>;
    /// Makes a permission of the tenant's own; `false` if there is one by this name.
    async fn insert_permission(
        &self,
        permission: &Permission,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Replaces what a role of the tenant's own allows; `false` if there is none, or it is a system role.
    async fn set_role_permissions(
        &self,
        role: RoleId,
        permissions: &BTreeSet<Permission>,
    ) -> Result<bool, StoreError>;
    /// Deletes a role of the tenant's own; `false` if there is none, or it is a system role. Nobody must have it: ask
    /// in the same unit.
    async fn delete_role(&self, role: RoleId) -> Result<bool, StoreError>;
    /// Gives a user a role; `false` if the user has it already.
    async fn assign_role(
        &self,
        user: UserId,
        role: RoleId,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Takes a role from a user; `false` if the user did not have it.
    async fn unassign_role(&self, user: UserId, role: RoleId) -> Result<bool, StoreError>;
}
