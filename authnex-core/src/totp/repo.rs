use async_trait::async_trait;

use super::{ActiveTotp, PendingTotp, TotpState};
use crate::{
    foundation::{Timestamp, UserId},
    keyring::Sealed,
    store::StoreError,
};

/// Reads of authenticator apps.
#[async_trait]
pub trait TotpReads: Send + Sync {
    /// The user's app, in use or being set up.
    async fn find_totp(&self, user: UserId) -> Result<TotpState, StoreError>;
}

/// Writes of authenticator apps.
#[async_trait]
pub trait TotpWrites: Send + Sync {
    /// Keeps a secret until a code confirms it, instead of one that was pending; an app in use stays.
    async fn put_pending_totp(&self, user: UserId, pending: &PendingTotp)
    -> Result<(), StoreError>;
    /// Takes the pending secret into use, instead of one that was; the code's step counts as used. One statement
    /// decides: `false` if this secret is not the one that is pending.
    async fn confirm_totp(
        &self,
        user: UserId,
        secret: &Sealed,
        step: i64,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Uses a step up, in one statement: `false` if it or a later one was used, or this app is in use no longer.
    async fn use_totp_step(
        &self,
        user: UserId,
        secret: &Sealed,
        step: i64,
    ) -> Result<bool, StoreError>;
    /// Stores an app that is in use, of a user who has none: an import's.
    async fn insert_totp(&self, user: UserId, totp: &ActiveTotp) -> Result<(), StoreError>;
    /// Takes the user's app away, in use or pending; `false` if there was none.
    async fn delete_totp(&self, user: UserId) -> Result<bool, StoreError>;
}
