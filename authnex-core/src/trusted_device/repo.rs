use async_trait::async_trait;

use super::{NewTrustedDevice, TrustedDevice};
use crate::{
    foundation::{Timestamp, TokenHash, TrustedDeviceId, UserId},
    store::StoreError,
};

/// Reads of trusted browsers.
#[async_trait]
pub trait TrustedDeviceReads: Send + Sync {
    /// The user's browser with this token, if it is trusted at `now`.
    async fn find_trusted_device(
        &self,
        user: UserId,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<TrustedDevice>, StoreError>;
    /// The user's browsers that are trusted at `now`, the newest first, at most 100.
    async fn list_trusted_devices(
        &self,
        user: UserId,
        now: Timestamp,
    ) -> Result<Vec<TrustedDevice>, StoreError>;
}

/// Writes of trusted browsers.
#[async_trait]
pub trait TrustedDeviceWrites: Send + Sync {
    /// Trusts a browser.
    async fn insert_trusted_device(&self, new: &NewTrustedDevice) -> Result<(), StoreError>;
    /// Replaces the token of a browser that is trusted at `now`, in one statement: `false` if it is not, or the
    /// token was replaced.
    async fn rotate_trusted_device(
        &self,
        user: UserId,
        (old, new): (&TokenHash, &TokenHash),
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Trusts it no longer; `false` if the user has none with this id.
    async fn delete_trusted_device(
        &self,
        user: UserId,
        id: TrustedDeviceId,
    ) -> Result<bool, StoreError>;
    /// Trusts none of the user's browsers any longer; how many there were.
    async fn delete_trusted_devices(&self, user: UserId) -> Result<u64, StoreError>;
}
