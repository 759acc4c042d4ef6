use std::collections::BTreeSet;

use async_trait::async_trait;
use serde_json::json;

use super::{Environment, InternalError, error::from_internal};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, PageRequest, RequestContext, RoleId, TenantScope},
    role::{Permission, PermissionError, Role, RoleKind},
    store::{StoreError, Unit, Verdict, Work},
    user::UserOrder,
};

/// How many of those who have a role are named.
const NAMED: u32 = 5;

/// Why a role stays as is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRoleError {
    /// The role was changed since the caller looked.
    #[error("the role was changed meanwhile")]
    Changed,
    /// Somebody has it.
    #[error("the role is in use")]
    InUse {
        /// The sign-in names of some who have it.
        holders: Vec<String>,
        /// Whether there are more.
        more: bool,
    },
    /// A permission does not do.
    #[error("permission '{name}': {error}")]
    Permission {
        /// The permission as given.
        name: String,
        /// What is wrong with it.
        error: PermissionError,
    },
    /// It comes with every tenant, as it is.
    #[error("a system role cannot be changed")]
    System,
    /// There is no such role.
    #[error("there is no such role")]
    Unknown,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(ChangeRoleError);

/// What a role allowed when the caller looked; `None` = whatever it was.
type Seen = Option<BTreeSet<Permission>>;

/// Replaces what a role of the tenant's own allows; `false` if it allows just that.
pub(crate) async fn change_role(
    env: &Environment,
    scope: &TenantScope,
    (role, permissions, seen): (RoleId, BTreeSet<Permission>, Seen),
    context: &RequestContext,
) -> Result<bool, ChangeRoleError> {
    let data = json!({"role": role, "permissions": permissions});
    let work = Change {
        role,
        permissions: Some(permissions),
        seen,
        event: env.event(EventKind::RoleChanged, env.now(), context, data),
    };
    env.write(scope, work).await?
}

/// Deletes a role of the tenant's own that nobody has.
pub(crate) async fn delete_role(
    env: &Environment,
    scope: &TenantScope,
    (role, seen): (RoleId, Seen),
    context: &RequestContext,
) -> Result<(), ChangeRoleError> {
    let data = json!({"role": role});
    let work = Change {
        role,
        permissions: None,
        seen,
        event: env.event(EventKind::RoleDeleted, env.now(), context, data),
    };
    env.write(scope, work).await?.map(drop)
}

struct Change {
    role: RoleId,
    /// What it will allow; `None` = it goes.
    permissions: Option<BTreeSet<Permission>>,
    seen: Seen,
    event: Event,
}

impl Change {
    fn refusal(&self, role: &Role) -> Option<ChangeRoleError> {
        if role.kind == RoleKind::System {
            return Some(ChangeRoleError::System);
        }
        let seen = self.seen.as_ref();
        seen.is_some_and(|seen| *seen != role.permissions)
            .then_some(ChangeRoleError::Changed)
    }

    async fn holders(&self, unit: &dyn Unit) -> Result<Option<ChangeRoleError>, StoreError> {
        let page = PageRequest::new(NAMED, None);
        let rows = unit
            .list_users_with_role((self.role, None), UserOrder::Joined, &page)
            .await?;
        let more = rows.len() > NAMED as usize;
        let holders: Vec<String> = rows
            .into_iter()
            .take(NAMED as usize)
            .map(|user| user.username)
            .collect();
        Ok((!holders.is_empty()).then_some(ChangeRoleError::InUse { holders, more }))
    }
}

#[async_trait]
impl Work for Change {
    type Out = Result<bool, ChangeRoleError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let refused = |error| Ok(Verdict::Rollback(Err(error)));
        let Some(role) = unit.find_role_by_id(self.role).await? else {
            return refused(ChangeRoleError::Unknown);
        };
        if let Some(error) = self.refusal(&role) {
            return refused(error);
        }
        match &self.permissions {
            Some(permissions) if *permissions == role.permissions => {
                return Ok(Verdict::Rollback(Ok(false)));
            }
            Some(permissions) => {
                unit.set_role_permissions(role.id, permissions).await?;
            }
            None => {
                if let Some(error) = self.holders(unit).await? {
                    return refused(error);
                }
                unit.delete_role(role.id).await?;
            }
        }
        unit.raise_version(self.event.at).await?;
        let name =
            json!({"role": role.id, "name": role.name.as_str(), "permissions": self.permissions});
        unit.append_event(&self.event.become_kind(self.event.kind, name))
            .await?;
        Ok(Verdict::Commit(Ok(true)))
    }
}
