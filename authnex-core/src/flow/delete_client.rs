use async_trait::async_trait;
use serde_json::json;

use super::{ClientError, Environment, client_status::is_own};
use crate::{
    event::{Event, EventKind},
    foundation::{ClientId, EventId, RequestContext, TenantScope},
    store::{StoreError, Unit, Verdict, Work},
};

/// Deletes a client with its secrets, and ends its refresh tokens; `false` if there is none.
pub(crate) async fn delete_client(
    env: &Environment,
    scope: &TenantScope,
    client: ClientId,
    context: &RequestContext,
) -> Result<bool, ClientError> {
    if is_own(context, client) {
        return Err(ClientError::OwnClient);
    }
    let data = json!({"client": client});
    let work = DeleteClient {
        client,
        event: env.event(EventKind::ClientDeleted, env.now(), context, data),
    };
    Ok(env.write(scope, work).await?)
}

struct DeleteClient {
    client: ClientId,
    event: Event,
}

#[async_trait]
impl Work for DeleteClient {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        if let Some(client) = unit.find_client(self.client).await? {
            unit.end_families_of_client(client.client_id.as_str(), self.event.at)
                .await?;
        }
        unit.delete_client_secrets(self.client).await?;
        if !unit.delete_client(self.client).await? {
            return Ok(Verdict::Rollback(false));
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
