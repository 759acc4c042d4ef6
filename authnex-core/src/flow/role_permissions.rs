use std::collections::BTreeSet;

use async_trait::async_trait;
use serde_json::json;

use super::{Environment, RoleChangeError};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, RoleId, TenantScope},
    role::{Permission, Role, RoleKind, RoleName},
    store::{StoreError, Unit, Verdict, Work},
};

/// Replaces what a role of the tenant's own allows; `false` if it allows just that.
pub(crate) async fn set_role_permissions(
    env: &Environment,
    scope: &TenantScope,
    (name, permissions): (RoleName, BTreeSet<Permission>),
    context: &RequestContext,
) -> Result<bool, RoleChangeError> {
    let data = json!({"name": name.as_str(), "permissions": permissions});
    let work = SetPermissions {
        name,
        permissions,
        event: env.event(EventKind::RoleChanged, env.now(), context, data),
    };
    env.write(scope, work).await?
}

struct SetPermissions {
    name: RoleName,
    permissions: BTreeSet<Permission>,
    event: Event,
}

#[async_trait]
impl Work for SetPermissions {
    type Out = Result<bool, RoleChangeError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let role: RoleId = match unit.find_role(&self.name).await? {
            Some(Role {
                permissions, kind, ..
            }) if kind == RoleKind::System || permissions == self.permissions => {
                return Ok(Verdict::Rollback(Ok(false)));
            }
            Some(role) => role.id,
            None => return Ok(Verdict::Rollback(Err(RoleChangeError::UnknownRole))),
        };
        unit.set_role_permissions(role, &self.permissions).await?;
        unit.raise_version(self.event.at).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(true)))
    }
}
