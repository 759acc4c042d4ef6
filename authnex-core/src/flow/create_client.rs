use async_trait::async_trait;
use serde_json::json;

use super::{
    ClientError, ClientPut, ClientRegistration, Environment, FieldFault,
    client::{self, add_permissions},
    environment::new_id,
};
use crate::{
    client::{ClientChange, ClientIdentifier, NewClient, NewClientSecret, SecretHash, SecretKind},
    event::{Event, EventKind},
    foundation::{
        ClientId, ClientSecretId, EventId, PlainToken, RequestContext, Secret, TenantScope,
        Timestamp, TokenKind,
    },
    role::Permission,
    store::{StoreError, Unit, Verdict, Work},
};

/// Makes a client, with a secret if the way it proves itself needs one.
pub(crate) async fn create_client(
    env: &Environment,
    scope: &TenantScope,
    registration: &ClientRegistration,
    context: &RequestContext,
) -> Result<ClientPut, ClientError> {
    let metadata = registration.metadata.clone().completed();
    let given = registration.client_secret.as_ref();
    client::check(env, &metadata, given).map_err(ClientError::Invalid)?;
    let (id, client_id) = name_client(env, registration)?;
    let now = env.now();
    let (secret, shown) = match given {
        Some(secret) => (Some(given_secret(env, scope, (id, secret), now)), None),
        None if metadata.token_endpoint_auth_method.takes_secret() => {
            let (secret, token) = generated_secret(env, id, now);
            (Some(secret), Some(token))
        }
        None => (None, None),
    };
    let data = json!({"client": id, "client_id": client_id});
    let work = CreateClient {
        permissions: client::new_permissions(scope, &metadata),
        event: env.event(EventKind::ClientCreated, now, context, data),
        new: NewClient {
            id,
            client_id,
            metadata,
            created_at: now,
        },
        secret,
    };
    let client = work.new.stored();
    if env.write(scope, work).await? {
        Ok(ClientPut {
            client,
            change: ClientChange::Created,
            secret: shown,
        })
    } else {
        Err(ClientError::Taken)
    }
}

/// The client's id and `client_id`. A given one that is an id of ours becomes the client's own id, so that an
/// export can be applied elsewhere.
pub(super) fn name_client(
    env: &Environment,
    registration: &ClientRegistration,
) -> Result<(ClientId, ClientIdentifier), ClientError> {
    let Some(text) = registration.client_id.as_deref() else {
        let id = new_id!(env, ClientId);
        return Ok((id, ClientIdentifier::made(id)));
    };
    let id = text.parse().unwrap_or_else(|_| new_id!(env, ClientId));
    let client_id = ClientIdentifier::given(text, id).map_err(|error| {
        let fault = FieldFault::new("client_id", "client_id_invalid", error);
        ClientError::Invalid(vec![fault])
    })?;
    Ok((id, client_id))
}

/// A secret that a person chose.
pub(super) fn given_secret(
    env: &Environment,
    scope: &TenantScope,
    (owner, secret): (ClientId, &Secret),
    now: Timestamp,
) -> NewClientSecret {
    NewClientSecret {
        id: new_id!(env, ClientSecretId),
        owner,
        kind: SecretKind::Given,
        hash: client::given_hash(scope, owner, secret.expose()),
        purpose: None,
        hint: None,
        created_at: now,
        expires_at: None,
    }
}

/// A secret of AuthNex's making.
pub(super) fn generated_secret(
    env: &Environment,
    owner: ClientId,
    now: Timestamp,
) -> (NewClientSecret, PlainToken) {
    let token = env.token(TokenKind::ClientSecret);
    let secret = NewClientSecret {
        id: new_id!(env, ClientSecretId),
        owner,
        kind: SecretKind::Generated,
        hash: SecretHash::Token(token.hash()),
        purpose: None,
        hint: Some(token.hint(TokenKind::ClientSecret)),
        created_at: now,
        expires_at: None,
    };
    (secret, token)
}

struct CreateClient {
    new: NewClient,
    secret: Option<NewClientSecret>,
    permissions: Vec<Permission>,
    event: Event,
}

#[async_trait]
impl Work for CreateClient {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        if !unit.insert_client(&self.new).await? {
            return Ok(Verdict::Rollback(false));
        }
        if let Some(secret) = &self.secret {
            unit.put_client_secret(secret).await?;
        }
        add_permissions(unit, &self.permissions, self.event.at).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
