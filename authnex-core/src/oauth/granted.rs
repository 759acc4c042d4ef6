use serde::{Deserialize, Serialize};

use super::{ClaimsRequest, ScopeSet};
use crate::foundation::ClientId;

/// What a user granted to a client: the same from the code to the last refresh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// The client, by its internal id: another one of the same `client_id` is another client.
    pub client: ClientId,
    /// What it may do.
    pub scope: ScopeSet,
    /// At which resources; empty = at its default audience.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// Claims that it asked for one by one.
    #[serde(default, skip_serializing_if = "ClaimsRequest::is_empty")]
    pub claims: ClaimsRequest,
    /// The authentication context of the sign-in.
    pub acr: String,
}

impl Granted {
    /// The stored form.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From the stored form.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
