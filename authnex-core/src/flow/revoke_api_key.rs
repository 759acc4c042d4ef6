use async_trait::async_trait;
use serde_json::json;

use super::{ApiKeyError, Environment};
use crate::{
    client::{Client, SecretKind},
    event::{Event, EventKind},
    foundation::{Actor, ClientId, ClientSecretId, EventId, RequestContext, TenantScope},
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

impl RevokeApiKey {
    /// A client whose last secret is gone cannot prove itself: nothing that was issued to it lives on. One that
    /// has another keeps what its users granted.
    async fn end_families(&self, unit: &dyn Unit, owner: ClientId) -> Result<(), StoreError> {
        let secrets = unit.list_client_secrets(owner).await?;
        if secrets.iter().any(|secret| secret.is_live(self.event.at)) {
            return Ok(());
        }
        let client = unit.find_client(owner).await?;
        let takes_secret =
            |client: &Client| client.metadata.token_endpoint_auth_method.takes_secret();
        if let Some(client) = client.filter(takes_secret) {
            unit.end_families_of_client(client.client_id.as_str(), self.event.at)
                .await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Work for RevokeApiKey {
    type Out = Result<bool, ApiKeyError>;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Self::Out>, StoreError> {
        let found = unit.find_client_secret_by_id(self.key).await?;
        let Some(key) = found.filter(|secret| secret.kind == SecretKind::ApiKey) else {
            return Ok(Verdict::Rollback(Err(ApiKeyError::Unknown)));
        };
        if !unit.revoke_client_secret(self.key, self.event.at).await? {
            return Ok(Verdict::Rollback(Ok(false)));
        }
        self.end_families(unit, key.owner).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(Ok(true)))
    }
}
