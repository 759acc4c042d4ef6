use async_trait::async_trait;
use serde_json::json;

use super::{ApiKeyError, Environment};
use crate::{
    client::SecretKind,
    event::{Event, EventKind},
    foundation::{Actor, ClientSecretId, EventId, RequestContext, TenantScope},
    store::{StoreError, Unit, Verdict, Work},
};

/// Ends an API key at once; `false` if it was over already. A key cannot end itself: what is locked out by
/// mistake could not be mended by the same hand.
pub(crate) async fn revoke_api_key(
    env: &Environment,
    scope: &TenantScope,
    key: ClientSecretId,
    context: &RequestContext,
) -> Result<bool, ApiKeyError> {
    if matches!(context.actor, Actor::Client { key: Some(own), .. } if own == key) {
        return Err(ApiKeyError::OwnKey);
    }
    let data = json!({"key": key});
    let work = RevokeApiKey {
        key,
        event: env.event(EventKind::ApiKeyRevoked, env.now(), context, data),
    };
    env.write(scope, work).await?
}

struct RevokeApiKey {
    key: ClientSecretId,
    event: Event,
}

#[async_trait]
impl Work for RevokeApiKey {
    type Out = Result<bool, ApiKeyError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let found = unit.find_client_secret_by_id(self.key).await?;
        if found.is_none_or(|secret| secret.kind != SecretKind::ApiKey) {
            return Ok(Verdict::Rollback(Err(ApiKeyError::Unknown)));
        }
        if !unit.revoke_client_secret(self.key, self.event.at).await? {
            return Ok(Verdict::Rollback(Ok(false)));
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(true)))
    }
}
