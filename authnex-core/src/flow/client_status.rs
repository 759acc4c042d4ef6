use async_trait::async_trait;
use serde_json::json;

use super::{ClientError, Environment};
use crate::{
    event::{Event, EventKind},
    foundation::{Actor, ClientId, EventId, RequestContext, TenantScope},
    store::{StoreError, Unit, Verdict, Work},
};

/// Lets a client act or not; `false` if it was so already. One that is disabled keeps its secrets, and none of
/// them opens anything; its refresh tokens end for good.
pub(crate) async fn set_client_enabled(
    env: &Environment,
    scope: &TenantScope,
    (client, enabled): (ClientId, bool),
    context: &RequestContext,
) -> Result<bool, ClientError> {
    if !enabled && is_own(context, client) {
        return Err(ClientError::OwnClient);
    }
    let data = json!({"client": client, "enabled": enabled});
    let work = SetEnabled {
        client,
        enabled,
        event: env.event(EventKind::ClientStatusChanged, env.now(), context, data),
    };
    env.write(scope, work).await?
}

/// Whether the actor is this client itself.
pub(super) fn is_own(context: &RequestContext, client: ClientId) -> bool {
    matches!(context.actor, Actor::Client { client: own, .. } if own == client)
}

struct SetEnabled {
    client: ClientId,
    enabled: bool,
    event: Event,
}

#[async_trait]
impl Work for SetEnabled {
    type Out = Result<bool, ClientError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let changed = unit
            .set_client_enabled(self.client, self.enabled, self.event.at)
            .await?;
        if changed {
            if !self.enabled
                && let Some(client) = unit.find_client(self.client).await?
            {
                unit.end_families_of_client(client.client_id.as_str(), self.event.at)
                    .await?;
            }
            unit.append_event(&self.event).await?;
            return Ok(Verdict::Commit(Ok(true)));
        }
        let known = unit.find_client(self.client).await?;
        Ok(Verdict::Rollback(
            known.map(|_| false).ok_or(ClientError::Unknown),
        ))
    }
}
