use async_trait::async_trait;
use serde_json::json;

use super::{Environment, InternalError};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, TenantScope},
    store::{StoreError, Unit, Verdict, Work},
    tenant::TenantDetails,
};

/// Replaces a tenant's name, plan and branding; `false` if its configuration is no longer the one that the scope shows.
pub(crate) async fn set_tenant_details(
    env: &Environment,
    scope: &TenantScope,
    details: TenantDetails,
    context: &RequestContext,
) -> Result<bool, InternalError> {
    let tenant = &scope.snapshot().tenant;
    let data = json!({"name": details.name, "plan": details.plan, "branding": details.branding});
    let work = SetDetails {
        version: tenant.version,
        event: env.event(EventKind::TenantChanged, env.now(), context, data),
        details,
    };
    Ok(env.write(scope, work).await?)
}

struct SetDetails {
    version: i64,
    details: TenantDetails,
    event: Event,
}

#[async_trait]
impl Work for SetDetails {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        let now = self.event.at;
        if !unit.set_details(self.version, &self.details, now).await? {
            return Ok(Verdict::Rollback(false));
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
