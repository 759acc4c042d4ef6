use super::TenantHandle;
use crate::{
    flow::{
        InternalError, RoleChangeError, UpdateUserError, UserUpdate, authorization_of,
        end_other_sessions, normal_login, set_role_permissions, update_user,
    },
    foundation::{RequestContext, UserId},
    role::{Permission, RoleName},
    store::StoreError,
    user::User,
};

/// What somebody else does to users, and to what they may do.
impl TenantHandle {
    /// The user with this id, or else this sign-in name, or else this e-mail address.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn find_user(&self, text: &str) -> Result<Option<User>, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        match text.parse::<UserId>() {
            Ok(id) => reader.find_user(id).await,
            Err(_) => reader.find_user_by_login(&normal_login(text)).await,
        }
    }

    /// Sets facts, password and further roles of a user; says what of it was news. Nothing new, nothing written.
    ///
    /// # Errors
    /// [`UpdateUserError`] says why the user stays as is.
    pub async fn update_user(
        &self,
        user: UserId,
        update: UserUpdate,
        context: &RequestContext,
    ) -> Result<Vec<&'static str>, UpdateUserError> {
        update_user(self.authnex().env(), self.scope(), (user, update), context).await
    }

    /// The names of a user's roles, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn roles_of(&self, user: UserId) -> Result<Vec<String>, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        let held = authorization_of(&*reader, self.scope(), user).await?;
        Ok(held.roles)
    }

    /// Ends all of a user's sessions and what hangs on them; says how many there were.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn end_all_sessions(
        &self,
        user: UserId,
        context: &RequestContext,
    ) -> Result<u64, InternalError> {
        end_other_sessions(self.authnex().env(), self.scope(), (user, None), context).await
    }

    /// Replaces what a role of the tenant's own allows; `false` if it allows just that.
    ///
    /// # Errors
    /// [`RoleChangeError`] says what of name or permissions does not do.
    pub async fn set_role_permissions(
        &self,
        name: &str,
        permissions: &[&str],
        context: &RequestContext,
    ) -> Result<bool, RoleChangeError> {
        let name = RoleName::parse(name)?;
        let permissions = permissions
            .iter()
            .map(|text| parse(text))
            .collect::<Result<_, _>>()?;
        let env = self.authnex().env();
        let changed = set_role_permissions(env, self.scope(), (name, permissions), context).await?;
        self.forget_snapshot();
        Ok(changed)
    }
}

fn parse(text: &str) -> Result<Permission, RoleChangeError> {
    Permission::parse(text).map_err(|error| RoleChangeError::Permission {
        name: text.to_owned(),
        error,
    })
}
