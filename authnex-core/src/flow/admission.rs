use crate::{
    foundation::{TenantScope, UserId},
    role::SystemRole,
    store::{Reader, StoreError},
    tenant::TenantState,
};

/// Through which door somebody comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// The portal, where an organization is administered.
    Portal,
    /// The tenant's own pages and API.
    Tenant,
}

impl Door {
    /// Whether the tenant's state lets the user in. A tenant out of service lets nobody in, but for its owners
    /// through the portal while it is suspended: somebody must be able to see what has happened.
    pub(crate) async fn lets_in(
        self,
        reader: &dyn Reader,
        scope: &TenantScope,
        user: UserId,
    ) -> Result<bool, StoreError> {
        match (scope.snapshot().tenant.state, self) {
            (TenantState::Active, Self::Portal | Self::Tenant) => Ok(true),
            (TenantState::Suspended, Self::Portal) => is_owner(reader, scope, user).await,
            (TenantState::Suspended, Self::Tenant)
            | (TenantState::DeletionRequested, Self::Portal | Self::Tenant) => Ok(false),
        }
    }
}

async fn is_owner(
    reader: &dyn Reader,
    scope: &TenantScope,
    user: UserId,
) -> Result<bool, StoreError> {
    let known = &scope.snapshot().roles;
    let held = reader.roles_of(user).await?;
    Ok(held
        .iter()
        .filter_map(|id| known.get(id))
        .any(|role| role.name.as_str() == SystemRole::Owner.name()))
}
