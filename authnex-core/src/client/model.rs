use super::{ClientIdentifier, ClientMetadata};
use crate::foundation::{ClientId, Timestamp};

/// A client as stored.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_field_names,
    reason = "`client_id` is the name of RFC 6749"
)]
pub struct Client {
    /// Its internal id, which never changes.
    pub id: ClientId,
    /// Its `client_id`, unique in the tenant.
    pub client_id: ClientIdentifier,
    /// Whether it may do anything.
    pub enabled: bool,
    /// What it is and may do.
    pub metadata: ClientMetadata,
    /// Raised by every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A client about to be made.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// Its internal id.
    pub id: ClientId,
    /// Its `client_id`.
    pub client_id: ClientIdentifier,
    /// What it is and may do.
    pub metadata: ClientMetadata,
    /// When it is made.
    pub created_at: Timestamp,
}

impl NewClient {
    /// The client as it is stored once made.
    #[must_use]
    pub fn stored(&self) -> Client {
        Client {
            id: self.id,
            client_id: self.client_id.clone(),
            enabled: true,
            metadata: self.metadata.clone(),
            version: 1,
            created_at: self.created_at,
            updated_at: self.created_at,
        }
    }
}

/// What became of a client that was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientChange {
    /// There was none: it was made.
    Created,
    /// It was as wanted already: nothing was written.
    Unchanged,
    /// It was changed, or got another secret.
    Updated,
}
