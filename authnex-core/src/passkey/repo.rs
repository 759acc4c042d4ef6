use async_trait::async_trait;

use super::{NewPasskey, Passkey, PasskeyName, PasskeyUse, UserHandle};
use crate::{
    foundation::{PasskeyId, UserId},
    store::StoreError,
};

/// Reads of passkeys.
#[async_trait]
pub trait PasskeyReads: Send + Sync {
    /// A user's passkeys, the oldest first. They are few: the flows see to it.
    async fn list_passkeys(&self, user: UserId) -> Result<Vec<Passkey>, StoreError>;
    /// One of a user's passkeys.
    async fn find_passkey(
        &self,
        user: UserId,
        id: PasskeyId,
    ) -> Result<Option<Passkey>, StoreError>;
    /// The passkey with this credential id.
    async fn find_passkey_by_credential(
        &self,
        credential_id: &[u8],
    ) -> Result<Option<Passkey>, StoreError>;
    /// What authenticators know the user by, if any was asked yet.
    async fn find_user_handle(&self, user: UserId) -> Result<Option<UserHandle>, StoreError>;
}

/// Writes of passkeys.
#[async_trait]
pub trait PasskeyWrites: Send + Sync {
    /// Gives the user a handle, unless there is one already; the one that stands.
    async fn keep_user_handle(
        &self,
        user: UserId,
        handle: UserHandle,
    ) -> Result<UserHandle, StoreError>;
    /// Makes other units that change this user's passkeys wait for this one: what is decided by how many there are
    /// is decided after it.
    async fn hold_passkeys(&self, user: UserId) -> Result<(), StoreError>;
    /// Adds a passkey; `false` if the tenant has its credential id already.
    async fn insert_passkey(&self, new: &NewPasskey) -> Result<bool, StoreError>;
    /// Notes a use. One statement decides: `false` if the passkey is gone, or if its counter counts and does not
    /// rise.
    async fn use_passkey(&self, used: &PasskeyUse) -> Result<bool, StoreError>;
    /// Gives one of a user's passkeys another name; `false` if there is none.
    async fn rename_passkey(
        &self,
        user: UserId,
        id: PasskeyId,
        name: &PasskeyName,
    ) -> Result<bool, StoreError>;
    /// Removes one of a user's passkeys; `false` if there is none.
    async fn delete_passkey(&self, user: UserId, id: PasskeyId) -> Result<bool, StoreError>;
    /// Removes all of a user's passkeys; says how many there were.
    async fn delete_passkeys(&self, user: UserId) -> Result<u64, StoreError>;
}
