use crate::{
    foundation::{Actor, RequestContext, Timestamp, UserId},
    role::{RoleName, SystemRole},
    store::{StoreError, Unit},
};

/// Whether this user is the only active one who owns the tenant.
///
/// Two owners who go at the same time must not both be told that the other is left. The tenant's row is changed
/// first, so that such units wait for one another whatever the engine's isolation.
pub(super) async fn is_last_owner(
    unit: &dyn Unit,
    user: UserId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Ok(name) = RoleName::parse(SystemRole::Owner.name()) else {
        return Ok(false);
    };
    let Some(owner) = unit.find_role(&name).await? else {
        return Ok(false);
    };
    if !unit.roles_of(user).await?.contains(&owner.id) {
        return Ok(false);
    }
    unit.raise_version(now).await?;
    Ok(!unit.has_other_holder(owner.id, user).await?)
}

/// Whether a user acts on the own account.
pub(super) fn is_own(context: &RequestContext, user: UserId) -> bool {
    matches!(context.actor, Actor::User { user: actor, .. } if actor == user)
}
