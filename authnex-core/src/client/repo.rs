use async_trait::async_trait;

use super::{
    Client, ClientIdentifier, ClientMetadata, ClientSecret, NewClient, NewClientSecret, SecretHash,
};
use crate::{
    foundation::{ClientId, ClientSecretId, PageRequest, Timestamp, TokenHash},
    store::StoreError,
};

/// Reads of clients.
#[async_trait]
pub trait ClientReads: Send + Sync {
    /// The client with this internal id.
    async fn find_client(&self, id: ClientId) -> Result<Option<Client>, StoreError>;
    /// The client with this `client_id`.
    async fn find_client_by_identifier(
        &self,
        client_id: &ClientIdentifier,
    ) -> Result<Option<Client>, StoreError>;
    /// Clients by internal id, up to one more than the page holds.
    async fn list_clients(&self, page: &PageRequest<ClientId>) -> Result<Vec<Client>, StoreError>;
}

/// Reads of clients' secrets.
#[async_trait]
pub trait ClientSecretReads: Send + Sync {
    /// The live secret with this hash: neither revoked nor expired.
    async fn find_client_secret(
        &self,
        hash: &SecretHash,
        now: Timestamp,
    ) -> Result<Option<ClientSecret>, StoreError>;
    /// The secret with this id, also one that is over.
    async fn find_client_secret_by_id(
        &self,
        id: ClientSecretId,
    ) -> Result<Option<ClientSecret>, StoreError>;
    /// A client's secrets by id, also those that are over; a client has a few.
    async fn list_client_secrets(&self, owner: ClientId) -> Result<Vec<ClientSecret>, StoreError>;
    /// By what each of a client's secrets is found; for an export alone.
    async fn list_client_secret_hashes(
        &self,
        owner: ClientId,
    ) -> Result<Vec<(ClientSecretId, TokenHash)>, StoreError>;
    /// The tenant's API keys by id, also those that are over, up to one more than the page holds.
    async fn list_api_keys(
        &self,
        page: &PageRequest<ClientSecretId>,
    ) -> Result<Vec<ClientSecret>, StoreError>;
}

/// Writes of clients.
#[async_trait]
pub trait ClientWrites: Send + Sync {
    /// Makes the client; `false` if its `client_id` or its id is taken.
    async fn insert_client(&self, new: &NewClient) -> Result<bool, StoreError>;
    /// Replaces the metadata and raises the version, if it still is `version`.
    async fn update_client(
        &self,
        id: ClientId,
        version: i64,
        metadata: &ClientMetadata,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Lets it act or not, and raises the version; `false` if it was so already or there is none.
    async fn set_client_enabled(
        &self,
        id: ClientId,
        enabled: bool,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Deletes the client, whose secrets were deleted before; `false` if there is none.
    async fn delete_client(&self, id: ClientId) -> Result<bool, StoreError>;
}

/// Writes of clients' secrets.
#[async_trait]
pub trait ClientSecretWrites: Send + Sync {
    /// Deletes a client's secrets.
    async fn delete_client_secrets(&self, owner: ClientId) -> Result<(), StoreError>;
    /// Makes a secret; one with the same hash that is over is good again.
    async fn put_client_secret(&self, new: &NewClientSecret) -> Result<(), StoreError>;
    /// Ends one live secret at once; `false` if it was not live.
    async fn revoke_client_secret(
        &self,
        id: ClientSecretId,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Ends the live API keys with this purpose; says which.
    async fn revoke_api_keys_for(
        &self,
        purpose: &str,
        now: Timestamp,
    ) -> Result<Vec<ClientSecretId>, StoreError>;
    /// Lets one live secret end at `until`, if it would not end earlier; `false` if it was not live.
    async fn expire_client_secret(
        &self,
        id: ClientSecretId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Notes that a secret was used; never backwards.
    async fn touch_client_secret(
        &self,
        id: ClientSecretId,
        used: Timestamp,
    ) -> Result<(), StoreError>;
}
