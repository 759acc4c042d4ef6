use std::collections::BTreeSet;

use crate::{
    foundation::{Actor, RoleId, TenantScope, UserId},
    role::SystemRole,
    session::Session,
    store::{Reader, StoreError},
    user::User,
};

/// A user who is signed in, with what the user may do.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    /// The user.
    pub user: User,
    /// The session the user acts in.
    pub session: Session,
    /// The names of the user's roles, in order.
    pub roles: Vec<String>,
    /// What these allow; for one who acts through a client, no more than was granted to it.
    pub permissions: BTreeSet<String>,
    /// Whether the user acts through a client that is not of the tenant's own house.
    pub is_delegated: bool,
}

impl CurrentUser {
    /// Whether the user holds a permission, `noun:verb`.
    #[must_use]
    pub fn may(&self, permission: &str) -> bool {
        self.permissions.contains(permission)
    }

    /// The user as the one who acts.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::User {
            user: self.user.id,
            session: self.session.id,
        }
    }
}

/// Names and permissions of a user's roles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Authorization {
    pub(crate) roles: Vec<String>,
    pub(crate) permissions: BTreeSet<String>,
}

/// What a user may do: the user's roles by the tenant's snapshot. An owner holds every permission of the tenant
/// and every one that any of its roles holds.
pub(crate) async fn authorization_of(
    reader: &dyn Reader,
    scope: &TenantScope,
    user: UserId,
) -> Result<Authorization, StoreError> {
    let ids: Vec<RoleId> = reader.roles_of(user).await?;
    let known = &scope.snapshot().roles;
    let mut authorization = Authorization::default();
    for role in ids.iter().filter_map(|id| known.get(id)) {
        authorization.roles.push(role.name.as_str().to_owned());
        let all = role.name.as_str() == SystemRole::Owner.name();
        let held = known
            .values()
            .filter(|other| all || other.id == role.id)
            .flat_map(|other| &other.permissions);
        authorization
            .permissions
            .extend(held.map(|permission| permission.as_str().to_owned()));
        if all {
            let own = scope.snapshot().permissions.iter();
            let own = own.map(|permission| permission.as_str().to_owned());
            authorization.permissions.extend(own);
        }
    }
    authorization.roles.sort();
    Ok(authorization)
}
