use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, FieldFault, InternalError,
    client::{self, add_permissions},
    create_client::name_client,
    environment::new_id,
    error::from_internal,
};
use crate::{
    client::{
        Client, ClientIdentifier, ClientMetadata, ClientSecret, GrantType, NewClient,
        NewClientSecret, SecretHash, SecretKind,
    },
    event::{Event, EventKind},
    flow::{ClientError, ClientRegistration},
    foundation::{
        ClientId, ClientSecretId, EventId, PlainToken, RequestContext, TenantScope, Timestamp,
        TokenKind,
    },
    role::Permission,
    store::{StoreError, Unit, Verdict, Work},
};

/// An API key about to be issued.
#[derive(Clone, Debug, Default)]
pub struct NewApiKey {
    /// The `client_id` of its client: one that there is, or one to be made; a new one when absent.
    pub client_id: Option<String>,
    /// The client's shown name, if it is made.
    pub name: Option<String>,
    /// What the client may do; a client that there is keeps what it has when this is empty.
    pub permissions: Vec<String>,
    /// Until when the key is good; `None` = until it is revoked.
    pub expires_at: Option<Timestamp>,
    /// What it is for: the live keys of the same purpose are revoked, so that a purpose has one key.
    pub purpose: Option<String>,
}

/// An API key that was issued.
#[derive(Debug)]
#[non_exhaustive]
pub struct ApiKeyIssued {
    /// The key, without its text.
    pub key: ClientSecret,
    /// Its client.
    pub client: Client,
    /// Its text, `anx_key_…`: shown this once.
    pub token: PlainToken,
}

/// Why API keys stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum ApiKeyError {
    /// The input does not do.
    #[error("the input does not do")]
    Invalid(Vec<FieldFault>),
    /// A key may not end itself.
    #[error("a key cannot revoke itself: use another key, or a user's token")]
    OwnKey,
    /// The client was changed at the same time.
    #[error("the key's client was changed at the same time; try again")]
    Raced,
    /// There is no such live key.
    #[error("there is no such API key")]
    Unknown,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(ApiKeyError);

impl From<ClientError> for ApiKeyError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Invalid(faults) => Self::Invalid(faults),
            ClientError::OwnClient => Self::OwnKey,
            ClientError::Raced | ClientError::Taken => Self::Raced,
            ClientError::Unknown => Self::Unknown,
            ClientError::Internal(error) => Self::Internal(error),
        }
    }
}

/// The longest purpose, in bytes.
const MAX_PURPOSE: usize = 100;

/// Issues an API key: a secret of a client, which is made when there is none by this name.
pub(crate) async fn issue_api_key(
    env: &Environment,
    scope: &TenantScope,
    request: NewApiKey,
    context: &RequestContext,
) -> Result<ApiKeyIssued, ApiKeyError> {
    let now = env.now();
    let (client, made) = owner(env, scope, &request, now).await?;
    check(env, &client, &request, now)?;
    let token = env.token(TokenKind::ApiKey);
    let secret = NewClientSecret {
        id: new_id!(env, ClientSecretId),
        owner: client.id,
        kind: SecretKind::ApiKey,
        hash: SecretHash::Token(token.hash()),
        purpose: request.purpose,
        hint: Some(token.hint(TokenKind::ApiKey)),
        created_at: now,
        expires_at: request.expires_at,
    };
    let data = json!({
        "key": secret.id,
        "client": client.id,
        "permissions": client.metadata.permissions,
        "expires_at": secret.expires_at,
    });
    let work = IssueApiKey {
        permissions: client::new_permissions(scope, &client.metadata),
        event: env.event(EventKind::ApiKeyIssued, now, context, data),
        client: client.clone(),
        made,
        secret: secret.clone(),
    };
    if env.write(scope, work).await? {
        Ok(ApiKeyIssued {
            key: secret.stored(),
            client: Client {
                version: client.version + i64::from(!made),
                updated_at: now,
                ..client
            },
            token,
        })
    } else {
        Err(ApiKeyError::Raced)
    }
}

/// The client as it is to be, and whether it is yet to be made.
async fn owner(
    env: &Environment,
    scope: &TenantScope,
    request: &NewApiKey,
    now: Timestamp,
) -> Result<(Client, bool), ApiKeyError> {
    let named = request
        .client_id
        .as_deref()
        .and_then(|text| ClientIdentifier::parse(text).ok());
    if let Some(name) = named {
        let reader = env.store.reader(scope);
        if let Some(mut client) = reader.find_client_by_identifier(&name).await? {
            if !request.permissions.is_empty() {
                client.metadata.permissions.clone_from(&request.permissions);
            }
            return Ok((client, false));
        }
    }
    let registration = ClientRegistration {
        client_id: request.client_id.clone(),
        ..ClientRegistration::default()
    };
    let (id, client_id) = name_client(env, &registration)?;
    let new = NewClient {
        id,
        client_id,
        metadata: ClientMetadata {
            client_name: request.name.clone(),
            grant_types: vec![GrantType::ClientCredentials],
            permissions: request.permissions.clone(),
            ..ClientMetadata::default()
        },
        created_at: now,
    };
    Ok((new.stored(), true))
}

fn check(
    env: &Environment,
    client: &Client,
    request: &NewApiKey,
    now: Timestamp,
) -> Result<(), ApiKeyError> {
    let mut faults = client::check(env, &client.metadata, None)
        .err()
        .unwrap_or_default();
    if !client.enabled {
        faults.push(FieldFault::new(
            "client_id",
            "client_disabled",
            "this client is disabled: enable it first",
        ));
    }
    if request.expires_at.is_some_and(|until| until <= now) {
        faults.push(FieldFault::new(
            "expires_at",
            "expires_at_past",
            "give a moment that lies ahead, or leave it out",
        ));
    }
    let odd = |text: &String| {
        !(1..=MAX_PURPOSE).contains(&text.len()) || text.chars().any(char::is_control)
    };
    if request.purpose.as_ref().is_some_and(odd) {
        faults.push(FieldFault::new(
            "purpose",
            "purpose_invalid",
            "a purpose has 1 to 100 characters, none of them a control character",
        ));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(ApiKeyError::Invalid(faults))
    }
}

struct IssueApiKey {
    client: Client,
    made: bool,
    secret: NewClientSecret,
    permissions: Vec<Permission>,
    event: Event,
}

impl IssueApiKey {
    /// Makes the client, or writes it even if it stays as it is: of two that issue for one purpose at the same
    /// time, one sees the other's key.
    async fn put_client(&self, unit: &dyn Unit) -> Result<bool, StoreError> {
        let client = &self.client;
        if self.made {
            let new = NewClient {
                id: client.id,
                client_id: client.client_id.clone(),
                metadata: client.metadata.clone(),
                created_at: client.created_at,
            };
            return unit.insert_client(&new).await;
        }
        let (id, version): (ClientId, i64) = (client.id, client.version);
        unit.update_client(id, version, &client.metadata, self.event.at)
            .await
    }
}

#[async_trait]
impl Work for IssueApiKey {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        if !self.put_client(unit).await? {
            return Ok(Verdict::Rollback(false));
        }
        if let Some(purpose) = &self.secret.purpose {
            unit.revoke_api_keys_for(purpose, self.event.at).await?;
        }
        unit.put_client_secret(&self.secret).await?;
        add_permissions(unit, &self.permissions, self.event.at).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(true))
    }
}
