use std::net::IpAddr;

use async_trait::async_trait;
use serde_json::json;

use super::{Environment, InternalError, error::from_internal};
use crate::{
    event::{Event, EventKind},
    foundation::{Actor, EventId, RequestContext, TenantScope, Timestamp},
    policy::{PolicyError, PolicyOverrides},
    store::{StoreError, Unit, Verdict, Work},
};

/// Why the rules stay.
#[derive(Debug, thiserror::Error)]
pub enum UpdatePolicyError {
    /// A value does not do.
    #[error(transparent)]
    Invalid(#[from] PolicyError),
    /// The networks listed would lock out the address that sets them.
    #[error("ip_allowlist must contain your own address, {0}")]
    LocksOut(IpAddr),
    /// The tenant's configuration was changed meanwhile.
    #[error("the tenant's configuration was changed meanwhile; read it again")]
    Raced,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(UpdatePolicyError);

impl UpdatePolicyError {
    /// The rule at fault, if it is one, with the stable name of the fault.
    #[must_use]
    pub const fn fault(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Invalid(error) => Some((error.field(), error.code())),
            Self::LocksOut(_) => Some(("ip_allowlist", "policy_locks_out")),
            Self::Raced | Self::Internal(_) => None,
        }
    }
}

/// Replaces a tenant's overrides, if the configuration still is the one that the scope shows.
pub(crate) async fn update_policy(
    env: &Environment,
    scope: &TenantScope,
    overrides: PolicyOverrides,
    context: &RequestContext,
) -> Result<(), UpdatePolicyError> {
    overrides.check(&env.platform_policy)?;
    if let (Some(address), false) = (context.address, context.actor == Actor::Operator)
        && !env.platform_policy.with(&overrides).lets_in(Some(address))
    {
        return Err(UpdatePolicyError::LocksOut(address.to_canonical()));
    }
    let tenant = &scope.snapshot().tenant;
    let data = json!({"from": tenant.overrides, "to": overrides});
    let work = SetOverrides {
        version: tenant.version,
        mfa_since: mfa_since(env, scope, &overrides),
        event: env.event(EventKind::PolicyChanged, env.now(), context, data),
        overrides,
    };
    if env.write(scope, work).await? {
        Ok(())
    } else {
        Err(UpdatePolicyError::Raced)
    }
}

/// Since when a second factor is required of anybody once these overrides stand.
fn mfa_since(
    env: &Environment,
    scope: &TenantScope,
    overrides: &PolicyOverrides,
) -> Option<Timestamp> {
    let snapshot = scope.snapshot();
    let (old, new) = (&snapshot.policy, env.platform_policy.with(overrides));
    if !new.requires_mfa() {
        return None;
    }
    let same = (old.mfa, &old.mfa_required_roles) == (new.mfa, &new.mfa_required_roles);
    if same {
        snapshot.tenant.mfa_since
    } else {
        Some(env.now())
    }
}

struct SetOverrides {
    version: i64,
    mfa_since: Option<Timestamp>,
    overrides: PolicyOverrides,
    event: Event,
}

#[async_trait]
impl Work for SetOverrides {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        let set = unit
            .set_overrides(
                self.version,
                (&self.overrides, self.mfa_since),
                self.event.at,
            )
            .await?;
        if !set {
            return Ok(Verdict::Rollback(false));
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
