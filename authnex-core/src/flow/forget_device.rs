use async_trait::async_trait;
use serde_json::json;

use super::{CurrentUser, Environment, InternalError};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, TenantScope, TrustedDeviceId, UserId},
    store::{StoreError, Unit, Verdict, Work},
};

/// Trusts one of the own browsers no longer; `false` if there is none with this id.
pub(crate) async fn forget_device(
    env: &Environment,
    scope: &TenantScope,
    (who, device): (&CurrentUser, TrustedDeviceId),
    context: &RequestContext,
) -> Result<bool, InternalError> {
    let context = context.as_actor(who.actor());
    let data = json!({"user": who.user.id, "device": device});
    let work = Forget {
        user: who.user.id,
        device,
        event: env.event(EventKind::TrustedDeviceRemoved, env.now(), &context, data),
    };
    Ok(env.write(scope, work).await?)
}

struct Forget {
    user: UserId,
    device: TrustedDeviceId,
    event: Event,
}

#[async_trait]
impl Work for Forget {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        if !unit.delete_trusted_device(self.user, self.device).await? {
            return Ok(Verdict::Rollback(false));
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
