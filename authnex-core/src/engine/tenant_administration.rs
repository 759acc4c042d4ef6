use std::collections::BTreeSet;

use super::TenantHandle;
use crate::{
    flow::{
        ChangeRoleError, UserChangeError, change_role, change_user_status, delete_role,
        delete_user, force_password_change,
    },
    foundation::{RequestContext, RoleId, Timestamp, UserId},
    role::{Permission, Role},
    store::StoreError,
    user::{User, UserStatus},
};

/// What one user does to others, and to roles: never to the last owner, and not what ends the own account.
impl TenantHandle {
    /// Suspends or reactivates a user; `false` if it was so already. A suspension ends all that the user is signed
    /// in to.
    ///
    /// # Errors
    /// [`UserChangeError`] says why the user stays as is.
    pub async fn change_user_status(
        &self,
        user: UserId,
        status: UserStatus,
        context: &RequestContext,
    ) -> Result<bool, UserChangeError> {
        let env = self.authnex().env();
        change_user_status(env, self.scope(), (user, status), context).await
    }

    /// Deletes a user with all that hangs on the user. With `seen_at`, only if the user was last changed then.
    ///
    /// # Errors
    /// [`UserChangeError`] says why the user stays.
    pub async fn delete_user(
        &self,
        user: UserId,
        seen_at: Option<Timestamp>,
        context: &RequestContext,
    ) -> Result<(), UserChangeError> {
        let env = self.authnex().env();
        let deleted = delete_user(env, self.scope(), (user, seen_at), context).await;
        // An owner who goes raises the version.
        self.forget_snapshot();
        deleted
    }

    /// Has the user set another password at the next sign-in, and ends all that the user is signed in to.
    ///
    /// # Errors
    /// [`UserChangeError`] says why the user stays as is.
    pub async fn force_password_change(
        &self,
        user: UserId,
        context: &RequestContext,
    ) -> Result<(), UserChangeError> {
        force_password_change(self.authnex().env(), self.scope(), user, context).await
    }

    /// The roles, by name.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn list_roles(&self) -> Result<Vec<Role>, StoreError> {
        let env = self.authnex().env();
        env.store.reader(self.scope()).list_roles().await
    }

    /// The role with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn find_role(&self, id: RoleId) -> Result<Option<Role>, StoreError> {
        let env = self.authnex().env();
        env.store.reader(self.scope()).find_role_by_id(id).await
    }

    /// The permissions that the tenant has under nouns of its own.
    #[must_use]
    pub fn own_permissions(&self) -> Vec<String> {
        let own = self.scope().snapshot().permissions.iter();
        own.map(|permission| permission.as_str().to_owned())
            .collect()
    }

    /// Replaces what a role of the tenant's own allows; `false` if it allows just that. With `seen`, only if it
    /// allowed that until now.
    ///
    /// # Errors
    /// [`ChangeRoleError`] says why the role stays as is.
    pub async fn change_role(
        &self,
        role: RoleId,
        permissions: &[String],
        seen: Option<BTreeSet<Permission>>,
        context: &RequestContext,
    ) -> Result<bool, ChangeRoleError> {
        let permissions = permissions
            .iter()
            .map(|text| parse(text))
            .collect::<Result<_, _>>()?;
        let env = self.authnex().env();
        let changed = change_role(env, self.scope(), (role, permissions, seen), context).await;
        self.forget_snapshot();
        changed
    }

    /// Deletes a role of the tenant's own that nobody has. With `seen`, only if it allowed that until now.
    ///
    /// # Errors
    /// [`ChangeRoleError`] says why the role stays.
    pub async fn delete_role(
        &self,
        role: RoleId,
        seen: Option<BTreeSet<Permission>>,
        context: &RequestContext,
    ) -> Result<(), ChangeRoleError> {
        let env = self.authnex().env();
        let deleted = delete_role(env, self.scope(), (role, seen), context).await;
        self.forget_snapshot();
        deleted
    }

    /// What whoever holds these permissions lacks to have a role allow these: nobody gives away what they do not have.
    /// `None` = they may. A permission that is the first of its name is nobody's yet.
    #[must_use]
    pub fn lacks_to_allow(
        &self,
        held: &BTreeSet<String>,
        permissions: &[String],
    ) -> Option<String> {
        let snapshot = self.scope().snapshot();
        let is_known = |name: &str| {
            let own = snapshot.permissions.iter();
            let given = snapshot.roles.values().flat_map(|role| &role.permissions);
            Permission::parse(name).is_ok_and(|permission| permission.is_of_catalogue())
                || own.chain(given).any(|known| known.as_str() == name)
        };
        let lacking = |name: &&String| !held.contains(*name) && is_known(name);
        permissions.iter().find(lacking).cloned()
    }

    /// What whoever holds these permissions lacks to touch this user: nobody changes somebody who may more. `None` =
    /// they may.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn lacks_to_change(
        &self,
        held: &BTreeSet<String>,
        user: &User,
    ) -> Result<Option<String>, StoreError> {
        let roles = self.role_names(user.id).await?;
        Ok(self.lacks_to_give(held, &roles))
    }
}

fn parse(text: &str) -> Result<Permission, ChangeRoleError> {
    Permission::parse(text).map_err(|error| ChangeRoleError::Permission {
        name: text.to_owned(),
        error,
    })
}
