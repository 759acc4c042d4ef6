use async_trait::async_trait;

use super::{NewSession, Session};
use crate::{
    foundation::{PageRequest, SessionId, Timestamp, TokenHash, UserId},
    store::StoreError,
};

/// Reads of live sessions: neither ended nor past their absolute life.
#[async_trait]
pub trait SessionReads: Send + Sync {
    /// The session with this token.
    async fn find_session(
        &self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError>;
    /// The session with this id.
    async fn find_session_by_id(
        &self,
        id: SessionId,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError>;
    /// A user's sessions by id, up to one more than the page holds.
    async fn list_sessions(
        &self,
        user: UserId,
        now: Timestamp,
        page: &PageRequest<SessionId>,
    ) -> Result<Vec<Session>, StoreError>;
    /// The tenant's sessions by id, up to one more than the page holds.
    async fn list_all_sessions(
        &self,
        now: Timestamp,
        page: &PageRequest<SessionId>,
    ) -> Result<Vec<Session>, StoreError>;
}

/// Writes of sessions.
#[async_trait]
pub trait SessionWrites: Send + Sync {
    /// Opens a session.
    async fn insert_session(&self, new: &NewSession) -> Result<(), StoreError>;
    /// Ends one session of this user; `false` if it was not live.
    async fn end_session(
        &self,
        user: UserId,
        id: SessionId,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Ends all sessions of a user but one; says which.
    async fn end_sessions(
        &self,
        user: UserId,
        keep: Option<SessionId>,
        now: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError>;
    /// The user has proved again to be the user, in this session; `false` if it is not live.
    async fn renew_session(
        &self,
        user: UserId,
        id: SessionId,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Notes that a session was seen; never backwards.
    async fn touch_session(&self, id: SessionId, seen: Timestamp) -> Result<(), StoreError>;
}
