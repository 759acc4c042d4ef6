use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use super::{Environment, FieldFault, InternalError, error::from_internal};
use crate::{
    client::{Client, ClientChange, ClientMetadata, SecretHash, scope_permissions},
    foundation::{ClientId, PlainToken, Secret, TenantScope, Timestamp, TokenKind},
    role::Permission,
    store::{StoreError, Unit},
};

/// A client as its owner describes it.
#[derive(Clone, Debug, Default)]
pub struct ClientRegistration {
    /// Its `client_id`; made when absent.
    pub client_id: Option<String>,
    /// Its secret; made when the way it proves itself needs one and it has none.
    pub client_secret: Option<Secret>,
    /// Everything else.
    pub metadata: ClientMetadata,
}

/// Reads the flat object of RFC 7591 2; an unknown name is an error that names it.
impl<'de> Deserialize<'de> for ClientRegistration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut names = serde_json::Map::deserialize(deserializer)?;
        let mut text = |name: &str| match names.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(de::Error::custom(format_args!("{name}: expected a string"))),
        };
        let (client_id, client_secret) = (text("client_id")?, text("client_secret")?);
        let metadata = ClientMetadata::deserialize(Value::Object(names));
        Ok(Self {
            client_id,
            client_secret: client_secret.map(Secret::new),
            metadata: metadata.map_err(de::Error::custom)?,
        })
    }
}

/// A client that was put.
#[derive(Debug)]
#[non_exhaustive]
pub struct ClientPut {
    /// The client as it is now.
    pub client: Client,
    /// What became of it.
    pub change: ClientChange,
    /// The secret that was made for it: shown this once.
    pub secret: Option<PlainToken>,
}

/// Why clients stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The input does not do.
    #[error("the client's metadata does not do")]
    Invalid(Vec<FieldFault>),
    /// A client may not end itself.
    #[error("a client cannot disable or delete itself")]
    OwnClient,
    /// The client was changed at the same time.
    #[error("the client was changed at the same time; read it again")]
    Raced,
    /// The `client_id` is taken.
    #[error("there is a client with this client_id")]
    Taken,
    /// There is no such client.
    #[error("there is no such client")]
    Unknown,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(ClientError);

/// The longest secret that is taken, in bytes.
const MAX_SECRET: usize = 512;

/// Checks what was completed; `secret` says whether the client has a secret or is given one.
pub(super) fn check(
    env: &Environment,
    metadata: &ClientMetadata,
    given: Option<&Secret>,
) -> Result<(), Vec<FieldFault>> {
    let mut faults: Vec<FieldFault> = env
        .client_rules
        .check(metadata, given.is_some())
        .into_iter()
        .map(FieldFault::from)
        .collect();
    // RFC 6749 A.2.
    let odd = |secret: &Secret| {
        let text = secret.expose();
        text.is_empty()
            || text.len() > MAX_SECRET
            || !text.bytes().all(|c| matches!(c, b' '..=b'~'))
    };
    if given.is_some_and(odd) {
        faults.push(FieldFault::new(
            "client_secret",
            "client_secret_invalid",
            "a secret has 1 to 512 visible ASCII characters",
        ));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

/// The hash of a secret that a person chose: with its owner in it, so that two clients may choose alike.
pub(super) fn given_hash(scope: &TenantScope, owner: ClientId, secret: &str) -> SecretHash {
    let purpose = format!("client_secret:{owner}");
    SecretHash::Code(scope.snapshot().data_key.code_hash(&purpose, secret))
}

/// Every hash under which a presented secret may be stored.
pub(super) fn possible_hashes(
    scope: &TenantScope,
    owner: ClientId,
    secret: &str,
) -> impl Iterator<Item = SecretHash> {
    let made = [TokenKind::ClientSecret, TokenKind::ApiKey]
        .into_iter()
        .filter_map(|kind| PlainToken::parse(kind, secret).ok())
        .map(|token| SecretHash::Token(token.hash()))
        .collect::<Vec<_>>();
    std::iter::once(given_hash(scope, owner, secret)).chain(made)
}

/// Whether a secret is a live one of this client.
pub(super) async fn is_live_secret(
    env: &Environment,
    scope: &TenantScope,
    (owner, secret): (ClientId, &str),
    now: Timestamp,
) -> Result<bool, StoreError> {
    for hash in possible_hashes(scope, owner, secret) {
        let reader = env.store.reader(scope);
        let found = reader.find_client_secret(&hash, now).await?;
        if found.is_some_and(|secret| secret.owner == owner) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The permissions that a client names and the tenant does not have yet.
pub(super) fn new_permissions(scope: &TenantScope, metadata: &ClientMetadata) -> Vec<Permission> {
    let scopes = scope_permissions(metadata.scope.as_deref().unwrap_or_default());
    let own = metadata
        .permissions
        .iter()
        .filter_map(|text| Permission::parse(text).ok());
    let mut missing: Vec<Permission> = own
        .chain(scopes.unwrap_or_default())
        .filter(|permission| {
            !permission.is_of_catalogue() && !scope.snapshot().permissions.contains(permission)
        })
        .collect();
    missing.sort();
    missing.dedup();
    missing
}

/// Makes permissions within the unit that needs them.
pub(super) async fn add_permissions(
    unit: &dyn Unit,
    new: &[Permission],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut made = false;
    for permission in new {
        made |= unit.insert_permission(permission, now).await?;
    }
    if made {
        unit.raise_version(now).await?;
    }
    Ok(())
}
