use async_trait::async_trait;

use super::{AuthorizationCode, Consent, JtiUse, NewAuthorizationCode, SeenJti};
use crate::{
    foundation::{ClientId, PageRequest, Timestamp, TokenHash, UserId},
    store::{Consumed, StoreError},
};

/// Reads of authorization codes.
#[async_trait]
pub trait AuthorizationCodeReads: Send + Sync {
    /// The code with this hash, used or not, expired or not.
    async fn find_authorization_code(
        &self,
        hash: &TokenHash,
    ) -> Result<Option<AuthorizationCode>, StoreError>;
}

/// Writes of authorization codes.
#[async_trait]
pub trait AuthorizationCodeWrites: Send + Sync {
    /// Stores a code.
    async fn insert_authorization_code(&self, new: &NewAuthorizationCode)
    -> Result<(), StoreError>;
    /// Uses the code up if it is unused and not expired: one statement decides. A used code is kept until
    /// `kept_until`, as long as what is issued for it.
    async fn consume_authorization_code(
        &self,
        hash: &TokenHash,
        now: Timestamp,
        kept_until: Timestamp,
    ) -> Result<Consumed<AuthorizationCode>, StoreError>;
}

/// Reads of consents that stand.
#[async_trait]
pub trait ConsentReads: Send + Sync {
    /// What a user has consented to for a client.
    async fn find_consent(
        &self,
        user: UserId,
        client: ClientId,
    ) -> Result<Option<Consent>, StoreError>;
    /// A user's consents by client, up to one more than the page holds.
    async fn list_consents(
        &self,
        user: UserId,
        page: &PageRequest<ClientId>,
    ) -> Result<Vec<Consent>, StoreError>;
}

/// Writes of consents.
#[async_trait]
pub trait ConsentWrites: Send + Sync {
    /// Remembers a consent in the place of an earlier one.
    async fn put_consent(&self, consent: &Consent) -> Result<(), StoreError>;
    /// Takes a consent back; `false` if there is none that stands.
    async fn revoke_consent(
        &self,
        user: UserId,
        client: ClientId,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
}

/// Reads of tokens' ids that are remembered.
#[async_trait]
pub trait SeenJtiReads: Send + Sync {
    /// Whether the id is remembered.
    async fn is_jti_seen(
        &self,
        used_as: JtiUse,
        client: ClientId,
        hash: &TokenHash,
    ) -> Result<bool, StoreError>;
}

/// Writes of tokens' ids that are remembered.
#[async_trait]
pub trait SeenJtiWrites: Send + Sync {
    /// Remembers an id; `false` if it is remembered already: one statement decides.
    async fn note_jti(&self, seen: &SeenJti) -> Result<bool, StoreError>;
}
