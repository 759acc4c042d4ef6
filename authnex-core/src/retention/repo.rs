use async_trait::async_trait;

use crate::{foundation::Timestamp, store::StoreError};

/// Rows that are spent some time after they end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// Invitations past their time, accepted or not.
    Invite,
    /// One-time tokens that have expired.
    OneTime,
    /// Authorization codes whose tokens are over.
    AuthorizationCode,
    /// Ids of tokens that have expired.
    SeenJti,
    /// Sign-ins under way that have expired.
    SignInFlow,
    /// Sessions past their absolute life.
    Session,
    /// Refresh tokens that have expired: they go before their families.
    RefreshToken,
    /// Families of refresh tokens past their absolute life.
    RefreshFamily,
    /// Counters of failures whose window and lock have passed.
    Throttle,
    /// Browsers that are trusted no longer.
    TrustedDevice,
}

impl Spent {
    /// All of them, in the order in which they go.
    pub const ALL: [Self; 10] = [
        Self::Invite,
        Self::OneTime,
        Self::AuthorizationCode,
        Self::SeenJti,
        Self::SignInFlow,
        Self::Session,
        Self::RefreshToken,
        Self::RefreshFamily,
        Self::Throttle,
        Self::TrustedDevice,
    ];
}

/// Writes that take spent rows away.
#[async_trait]
pub trait RetentionWrites: Send + Sync {
    /// Takes away rows that ended before `before`, the oldest first, at most so many; how many went.
    async fn delete_spent(
        &self,
        spent: Spent,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError>;
}
