use authnex_core::{
    client::{Client, ClientSecret},
    flow::{ApiKeyError, ApiKeyIssued},
    foundation::ClientSecretId,
};
use serde_json::{Value, json};

use crate::failure::Failure;

/// A key as JSON, without its text.
pub(super) fn json_of(key: &ClientSecret, client: Option<&Client>) -> Value {
    json!({
        "id": key.id,
        "client_id": client.map(|client| client.client_id.as_str()),
        "permissions": client.map(|client| &client.metadata.permissions),
        "hint": key.hint,
        "purpose": key.purpose,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    })
}

/// A key that was issued, with its text, which is shown this once.
pub(super) fn issued(issued: &ApiKeyIssued) -> Value {
    let mut value = json_of(&issued.key, Some(&issued.client));
    if let Some(names) = value.as_object_mut() {
        names.insert("key".to_owned(), json!(issued.token.expose()));
    }
    value
}

/// A key's id as typed.
pub(super) fn id(text: &str) -> Result<ClientSecretId, Failure> {
    text.parse().map_err(|error| {
        Failure::Configuration(format!(
            "'{text}': {error}; see 'authnex api-key list' for ids"
        ))
    })
}

pub(super) fn failure(error: ApiKeyError) -> Failure {
    match error {
        ApiKeyError::Invalid(faults) => {
            let said: Vec<String> = faults
                .iter()
                .map(|fault| format!("{}: {}", fault.field, fault.detail))
                .collect();
            Failure::Configuration(said.join("; "))
        }
        ApiKeyError::Unknown => {
            Failure::Failed(format!("{error}; see 'authnex api-key list' for ids"))
        }
        ApiKeyError::Internal(_) | ApiKeyError::OwnKey | ApiKeyError::Raced => {
            Failure::Failed(error.to_string())
        }
    }
}
