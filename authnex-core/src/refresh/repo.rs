use async_trait::async_trait;

use super::{Family, NewRefreshToken, RefreshToken, Rotation};
use crate::{
    foundation::{FamilyId, PageRequest, SessionId, Timestamp, TokenHash, UserId},
    store::{Consumed, StoreError},
};

/// Reads of refresh tokens.
#[async_trait]
pub trait RefreshReads: Send + Sync {
    /// The family with this id, ended or not.
    async fn find_family(&self, id: FamilyId) -> Result<Option<Family>, StoreError>;
    /// A user's families by id, ended or not, up to one more than the page holds.
    async fn list_families(
        &self,
        user: UserId,
        page: &PageRequest<FamilyId>,
    ) -> Result<Vec<Family>, StoreError>;
    /// The families of one session in no order, ended or not, at most a hundred.
    async fn families_of_session(&self, session: SessionId) -> Result<Vec<Family>, StoreError>;
    /// The token with this hash, used or not.
    async fn find_refresh_token(
        &self,
        hash: &TokenHash,
    ) -> Result<Option<RefreshToken>, StoreError>;
}

/// Writes of refresh tokens.
#[async_trait]
pub trait RefreshWrites: Send + Sync {
    /// Begins a family.
    async fn insert_family(&self, family: &Family) -> Result<(), StoreError>;
    /// Stores a token.
    async fn insert_refresh_token(&self, new: &NewRefreshToken) -> Result<(), StoreError>;
    /// Uses the token up if it is unused and not expired: one statement decides.
    async fn rotate_refresh_token(
        &self,
        rotation: &Rotation,
    ) -> Result<Consumed<RefreshToken>, StoreError>;
    /// Forgets what replaced this token.
    async fn erase_successor(&self, hash: &TokenHash) -> Result<(), StoreError>;
    /// Ends a family; `false` if it had ended.
    async fn end_family(&self, id: FamilyId, now: Timestamp) -> Result<bool, StoreError>;
    /// Ends the families of one session that do not outlive a sign-out; says how many.
    async fn end_families_of_session(
        &self,
        session: SessionId,
        now: Timestamp,
    ) -> Result<u64, StoreError>;
    /// Ends all families of the client that goes by this `client_id`; says how many.
    async fn end_families_of_client(
        &self,
        client_id: &str,
        now: Timestamp,
    ) -> Result<u64, StoreError>;
    /// Ends the families that a user granted to a client; says how many.
    async fn end_families_of_grant(
        &self,
        user: UserId,
        client_id: &str,
        now: Timestamp,
    ) -> Result<u64, StoreError>;
    /// Ends all families of a user but those of one session; says how many.
    async fn end_families_of_user(
        &self,
        user: UserId,
        keep: Option<SessionId>,
        now: Timestamp,
    ) -> Result<u64, StoreError>;
}
