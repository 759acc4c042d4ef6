use async_trait::async_trait;
use serde_json::json;

use super::{Environment, InternalError, error::from_internal};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, TenantScope},
    store::{StoreError, Unit, Verdict, Work},
    tenant::{StateChange, TenantState},
};

/// Why the tenant's state stays.
#[derive(Debug, thiserror::Error)]
pub enum TenantStateError {
    /// The change does not apply to the state.
    #[error("a tenant that is {} cannot be changed so", from.as_str())]
    NotApplicable {
        /// The state as it is.
        from: TenantState,
    },
    /// Another change came first.
    #[error("the tenant's state was changed meanwhile")]
    Raced,
    /// There is no such tenant.
    #[error("there is no such tenant")]
    UnknownTenant,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(TenantStateError);

/// Suspends, reactivates, or marks a tenant for deletion.
pub(crate) async fn set_tenant_state(
    env: &Environment,
    scope: &TenantScope,
    change: StateChange,
    context: &RequestContext,
) -> Result<TenantState, TenantStateError> {
    let from = scope.snapshot().tenant.state;
    let to = from
        .after(change)
        .ok_or(TenantStateError::NotApplicable { from })?;
    let data = json!({"from": from, "to": to});
    let work = SetState {
        from,
        to,
        event: env.event(EventKind::TenantStateChanged, env.now(), context, data),
    };
    if env.write(scope, work).await? {
        Ok(to)
    } else {
        Err(TenantStateError::Raced)
    }
}

struct SetState {
    from: TenantState,
    to: TenantState,
    event: Event,
}

#[async_trait]
impl Work for SetState {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        if !unit.set_state(self.from, self.to, self.event.at).await? {
            return Ok(Verdict::Rollback(false));
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
