use std::collections::BTreeSet;

use super::{Environment, client};
use crate::{
    client::{Client, ClientIdentifier, ClientSecret, SecretHash, SecretKind},
    foundation::{Actor, PlainToken, Secret, TenantScope, TokenKind},
    store::StoreError,
    tenant::TenantState,
    usage::Metric,
};

/// A client that proved itself by an API key.
#[derive(Clone, Debug)]
pub struct CurrentClient {
    /// The client.
    pub client: Client,
    /// The key.
    pub key: ClientSecret,
    /// What the client may do.
    pub permissions: BTreeSet<String>,
}

impl CurrentClient {
    /// Whether the client holds a permission.
    #[must_use]
    pub fn may(&self, permission: &str) -> bool {
        self.permissions.contains(permission)
    }

    /// The client as the one who acts.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Client {
            client: self.client.id,
            key: Some(self.key.id),
        }
    }
}

/// Whose API key this is, and what it may do: two reads by key. `None` if it is unknown here, revoked, expired,
/// of a client that is disabled, or of a tenant that is not active.
pub(crate) async fn authenticate_api_key(
    env: &Environment,
    scope: &TenantScope,
    presented: &str,
) -> Result<Option<CurrentClient>, StoreError> {
    let Ok(token) = PlainToken::parse(TokenKind::ApiKey, presented) else {
        return Ok(None);
    };
    if scope.snapshot().tenant.state != TenantState::Active {
        return Ok(None);
    }
    let now = env.now();
    let reader = env.store.reader(scope);
    let hash = SecretHash::Token(token.hash());
    let found = reader.find_client_secret(&hash, now).await?;
    let Some(key) = found.filter(|key| key.kind == SecretKind::ApiKey) else {
        return Ok(None);
    };
    let owner = reader.find_client(key.owner).await?;
    let Some(client) = owner.filter(|client| client.enabled) else {
        return Ok(None);
    };
    env.meter.count(scope, Metric::ApiCalls);
    env.key_use.note(scope, key.id, key.last_used_at, now);
    Ok(Some(CurrentClient {
        permissions: client.metadata.permissions.iter().cloned().collect(),
        client,
        key,
    }))
}

/// The client that this `client_id` and secret belong to; `None` if they do not fit, or it is disabled, or the
/// tenant is not active.
pub(crate) async fn authenticate_client(
    env: &Environment,
    scope: &TenantScope,
    (client_id, secret): (&str, &Secret),
) -> Result<Option<Client>, StoreError> {
    let Ok(client_id) = ClientIdentifier::parse(client_id) else {
        return Ok(None);
    };
    if scope.snapshot().tenant.state != TenantState::Active {
        return Ok(None);
    }
    let reader = env.store.reader(scope);
    let found = reader.find_client_by_identifier(&client_id).await?;
    let Some(client) = found.filter(|client| client.enabled) else {
        return Ok(None);
    };
    let presented = (client.id, secret.expose());
    let proven = client::is_live_secret(env, scope, presented, env.now()).await?;
    Ok(proven.then_some(client))
}
