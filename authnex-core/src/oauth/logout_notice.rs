use async_trait::async_trait;

use crate::{
    foundation::{ClientId, SessionId, Timestamp, UserId},
    store::StoreError,
};

/// A client is to be told that a session has ended (OpenID Connect Back-Channel Logout 1.0). It waits until it was
/// told, or until there is no hope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutNotice {
    /// Which session.
    pub session: SessionId,
    /// Whom to tell.
    pub client: ClientId,
    /// Whose session it was.
    pub user: UserId,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub due_at: Timestamp,
}

/// Reads of notices.
#[async_trait]
pub trait LogoutNoticeReads: Send + Sync {
    /// The notices that are due, the longest waiting first, at most so many.
    async fn due_logout_notices(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<LogoutNotice>, StoreError>;
}

/// Writes of notices.
#[async_trait]
pub trait LogoutNoticeWrites: Send + Sync {
    /// Leaves a notice; `false` if there is one for this session and client.
    async fn insert_logout_notice(&self, notice: &LogoutNotice) -> Result<bool, StoreError>;
    /// Counts an attempt and puts the notice off until `until`, if it still is as it was seen: one statement decides
    /// who of several tries it.
    async fn put_logout_notice_off(
        &self,
        seen: &LogoutNotice,
        until: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Takes a notice away: it was told, or given up.
    async fn delete_logout_notice(
        &self,
        session: SessionId,
        client: ClientId,
    ) -> Result<(), StoreError>;
}
