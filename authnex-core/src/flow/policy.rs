use std::net::IpAddr;

use async_trait::async_trait;
use serde_json::json;

use super::{Environment, InternalError, error::from_internal, standing::Standing};
use crate::{
    event::{Event, EventKind},
    foundation::{Actor, EventId, RequestContext, TenantScope, Timestamp, UserId},
    policy::{Policy, PolicyError, PolicyOverrides},
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
    /// Networks are listed, and the address of the user who lists them is not known.
    #[error("ip_allowlist would lock you out: your own address is not known here")]
    AddressUnknown,
    /// The user who sets the rules could sign in no more.
    #[error(
        "allowed_methods must leave you a way to sign in yourself; add a passkey or an e-mail address first"
    )]
    Strands,
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
            Self::LocksOut(_) | Self::AddressUnknown => Some(("ip_allowlist", "policy_locks_out")),
            Self::Strands => Some(("allowed_methods", "policy_strands")),
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
    let new = env.platform_policy.with(&overrides);
    keeps_setter_in(&new, context)?;
    if let Actor::User { user, .. } = context.actor {
        keeps_a_way_in(env, scope, (user, &new)).await?;
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

/// Whether whoever sets the rules is in one of the networks that they list. The operator needs no network.
fn keeps_setter_in(new: &Policy, context: &RequestContext) -> Result<(), UpdatePolicyError> {
    if new.lets_in(context.address) {
        return Ok(());
    }
    match (context.actor, context.address) {
        (Actor::Operator, _) => Ok(()),
        (_, Some(address)) => Err(UpdatePolicyError::LocksOut(address.to_canonical())),
        (Actor::User { .. }, None) => Err(UpdatePolicyError::AddressUnknown),
        // An application in its own name comes from nowhere.
        (_, None) => Ok(()),
    }
}

/// Whether the user who sets the rules can sign in under them, or could not before either.
async fn keeps_a_way_in(
    env: &Environment,
    scope: &TenantScope,
    (user, new): (UserId, &Policy),
) -> Result<(), UpdatePolicyError> {
    let reader = env.store.reader(scope);
    let standing = Standing::read(&*reader, scope, user).await?;
    let strands = standing.is_some_and(|standing| {
        standing.has_way_in(&scope.snapshot().policy) && !standing.has_way_in(new)
    });
    if strands {
        Err(UpdatePolicyError::Strands)
    } else {
        Ok(())
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
