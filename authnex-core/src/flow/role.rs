use std::collections::BTreeSet;

use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, InternalError, environment::new_id, error::from_internal, update_user::unchanged,
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, RoleId, TenantScope, UserId},
    role::{NewRole, Permission, PermissionError, Role, RoleError, RoleKind, RoleName},
    store::{StoreError, Unit, Verdict, Work},
};

/// Why roles stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum RoleChangeError {
    /// The name does not do.
    #[error(transparent)]
    Name(#[from] RoleError),
    /// A permission does not do.
    #[error("permission '{name}': {error}")]
    Permission {
        /// The permission as given.
        name: String,
        /// What is wrong with it.
        error: PermissionError,
    },
    /// There is a role with this name.
    #[error("there is a role with this name")]
    Taken,
    /// There is no such role.
    #[error("there is no role with this name")]
    UnknownRole,
    /// There is no such user.
    #[error("there is no such user")]
    UnknownUser,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(RoleChangeError);

/// Makes a role of the tenant's own.
pub(crate) async fn create_role(
    env: &Environment,
    scope: &TenantScope,
    (name, permissions): (&str, &[&str]),
    context: &RequestContext,
) -> Result<RoleId, RoleChangeError> {
    let name = RoleName::parse(name)?;
    let parse = |text: &&str| {
        Permission::parse(text).map_err(|error| RoleChangeError::Permission {
            name: (*text).to_owned(),
            error,
        })
    };
    let permissions: BTreeSet<Permission> =
        permissions.iter().map(parse).collect::<Result<_, _>>()?;
    let now = env.now();
    let id = new_id!(env, RoleId);
    let data = json!({"role": id, "name": name.as_str(), "permissions": permissions});
    let work = Create {
        event: env.event(EventKind::RoleCreated, now, context, data),
        new: NewRole {
            role: Role {
                id,
                name,
                kind: RoleKind::Custom,
                permissions,
            },
            created_at: now,
        },
    };
    if env.write(scope, work).await? {
        Ok(id)
    } else {
        Err(RoleChangeError::Taken)
    }
}

struct Create {
    new: NewRole,
    event: Event,
}

#[async_trait]
impl Work for Create {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        if !unit.insert_role(&self.new).await? {
            return Ok(Verdict::Rollback(false));
        }
        unit.raise_version(self.event.at).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}

/// Gives a user a role; `false` if the user has it already.
pub(crate) async fn assign_role(
    env: &Environment,
    scope: &TenantScope,
    (user, name): (UserId, &str),
    context: &RequestContext,
) -> Result<bool, RoleChangeError> {
    change(env, scope, (user, name, true), context).await
}

/// Takes a role from a user; `false` if the user did not have it.
pub(crate) async fn unassign_role(
    env: &Environment,
    scope: &TenantScope,
    (user, name): (UserId, &str),
    context: &RequestContext,
) -> Result<bool, RoleChangeError> {
    change(env, scope, (user, name, false), context).await
}

async fn change(
    env: &Environment,
    scope: &TenantScope,
    (user, name, give): (UserId, &str, bool),
    context: &RequestContext,
) -> Result<bool, RoleChangeError> {
    let name = RoleName::parse(name)?;
    let kind = if give {
        EventKind::RoleAssigned
    } else {
        EventKind::RoleUnassigned
    };
    let data = json!({"user": user, "name": name.as_str()});
    let work = Change {
        user,
        name,
        give,
        event: env.event(kind, env.now(), context, data),
    };
    env.write(scope, work).await?
}

struct Change {
    user: UserId,
    name: RoleName,
    give: bool,
    event: Event,
}

#[async_trait]
impl Work for Change {
    type Out = Result<bool, RoleChangeError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let Some(role) = unit.find_role(&self.name).await? else {
            return Ok(Verdict::Rollback(Err(RoleChangeError::UnknownRole)));
        };
        let Some(user) = unit.find_user(self.user).await? else {
            return Ok(Verdict::Rollback(Err(RoleChangeError::UnknownUser)));
        };
        let changed = if self.give {
            unit.assign_role(self.user, role.id, self.event.at).await?
        } else {
            unit.unassign_role(self.user, role.id).await?
        };
        if !changed {
            return Ok(Verdict::Rollback(Ok(false)));
        }
        // Whoever looked before sees that the user is another one now.
        if !unit.update_user(&unchanged(&user, self.event.at)).await? {
            return Err(StoreError::Conflict);
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(true)))
    }
}
