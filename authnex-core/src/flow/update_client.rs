use async_trait::async_trait;
use serde_json::json;

use super::{
    ClientError, ClientPut, ClientRegistration, Environment,
    client::{self, add_permissions},
    create_client::{generated_secret, given_secret},
};
use crate::{
    client::{Client, ClientChange, ClientMetadata, NewClientSecret, SecretKind},
    event::{Event, EventKind},
    foundation::{ClientId, EventId, RequestContext, TenantScope},
    role::Permission,
    store::{StoreError, Unit, Verdict, Work},
};

/// Makes a client be as described, but for whether it is enabled. A given secret that is not its own replaces
/// those it has, API keys apart.
pub(crate) async fn update_client(
    env: &Environment,
    scope: &TenantScope,
    (client, registration): (&Client, &ClientRegistration),
    context: &RequestContext,
) -> Result<ClientPut, ClientError> {
    let metadata = registration.metadata.clone().completed();
    let given = registration.client_secret.as_ref();
    client::check(env, &metadata, given).map_err(ClientError::Invalid)?;
    let needed = secret_needed(env, scope, (client, registration)).await?;
    if metadata == client.metadata && needed.is_nothing() {
        return Ok(ClientPut {
            client: client.clone(),
            change: ClientChange::Unchanged,
            secret: None,
        });
    }
    let now = env.now();
    let (secret, shown) = match (needed, given) {
        (SecretNeeded::Given, Some(secret)) => (
            Some(given_secret(env, scope, (client.id, secret), now)),
            None,
        ),
        (SecretNeeded::Generated, _) => {
            let (secret, token) = generated_secret(env, client.id, now);
            (Some(secret), Some(token))
        }
        _ => (None, None),
    };
    let data = json!({
        "client": client.id,
        "client_id": client.client_id,
        "metadata": metadata != client.metadata,
        "secret": !needed.is_nothing(),
    });
    let work = UpdateClient {
        id: client.id,
        version: client.version,
        permissions: client::new_permissions(scope, &metadata),
        metadata,
        revokes: needed != SecretNeeded::Nothing,
        secret,
        event: env.event(EventKind::ClientUpdated, now, context, data),
    };
    let updated = Client {
        metadata: work.metadata.clone(),
        version: client.version + 1,
        updated_at: now,
        ..client.clone()
    };
    if env.write(scope, work).await? {
        Ok(ClientPut {
            client: updated,
            change: ClientChange::Updated,
            secret: shown,
        })
    } else {
        Err(ClientError::Raced)
    }
}

/// What has to happen to a client's secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SecretNeeded {
    /// It has none and needs one.
    Generated,
    /// It is given another one.
    Given,
    /// It proves itself otherwise now: they are revoked.
    NoLonger,
    /// Nothing.
    Nothing,
}

impl SecretNeeded {
    pub(super) fn is_nothing(self) -> bool {
        self == Self::Nothing
    }
}

pub(super) async fn secret_needed(
    env: &Environment,
    scope: &TenantScope,
    (client, registration): (&Client, &ClientRegistration),
) -> Result<SecretNeeded, StoreError> {
    let now = env.now();
    if let Some(given) = &registration.client_secret {
        let own = (client.id, given.expose());
        let live = client::is_live_secret(env, scope, own, now).await?;
        return Ok(if live {
            SecretNeeded::Nothing
        } else {
            SecretNeeded::Given
        });
    }
    let reader = env.store.reader(scope);
    let secrets = reader.list_client_secrets(client.id).await?;
    let mut live = secrets.iter().filter(|secret| secret.is_live(now));
    let method = registration.metadata.token_endpoint_auth_method;
    Ok(if method.takes_secret() {
        if live.next().is_some() {
            SecretNeeded::Nothing
        } else {
            SecretNeeded::Generated
        }
    } else if live.any(|secret| secret.kind != SecretKind::ApiKey) {
        SecretNeeded::NoLonger
    } else {
        SecretNeeded::Nothing
    })
}

struct UpdateClient {
    id: ClientId,
    version: i64,
    metadata: ClientMetadata,
    /// Whether the secrets that it has end, API keys apart.
    revokes: bool,
    secret: Option<NewClientSecret>,
    permissions: Vec<Permission>,
    event: Event,
}

#[async_trait]
impl Work for UpdateClient {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        let now = self.event.at;
        let updated = unit
            .update_client(self.id, self.version, &self.metadata, now)
            .await?;
        if !updated {
            return Ok(Verdict::Rollback(false));
        }
        if self.revokes {
            for old in unit.list_client_secrets(self.id).await? {
                if old.kind != SecretKind::ApiKey && old.is_live(now) {
                    unit.revoke_client_secret(old.id, now).await?;
                }
            }
        }
        if let Some(secret) = &self.secret {
            unit.put_client_secret(secret).await?;
        }
        add_permissions(unit, &self.permissions, now).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
