use async_trait::async_trait;

use super::PasswordRow;
use crate::{foundation::UserId, password::StoredHash, store::StoreError};

/// Reads of passwords that users had.
#[async_trait]
pub trait FormerPasswordReads: Send + Sync {
    /// The hashes of the passwords that the user had before the present one, the last one first, at most so many.
    async fn list_former_passwords(
        &self,
        user: UserId,
        most: u32,
    ) -> Result<Vec<StoredHash>, StoreError>;
}

/// Writes of passwords that users had.
#[async_trait]
pub trait FormerPasswordWrites: Send + Sync {
    /// Remembers a password that is about to be replaced, and forgets all but so many of the last ones; with 0 none is
    /// remembered.
    async fn keep_former_password(
        &self,
        user: UserId,
        former: &PasswordRow,
        keep: u32,
    ) -> Result<(), StoreError>;
}
