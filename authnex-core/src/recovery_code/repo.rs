use async_trait::async_trait;

use crate::{
    foundation::{CodeHash, Timestamp, UserId},
    store::StoreError,
};

/// Reads of recovery codes.
#[async_trait]
pub trait RecoveryCodeReads: Send + Sync {
    /// The hashes of those that are left: how many, too.
    async fn list_recovery_codes(&self, user: UserId) -> Result<Vec<CodeHash>, StoreError>;
}

/// Writes of recovery codes.
#[async_trait]
pub trait RecoveryCodeWrites: Send + Sync {
    /// Puts these in place of all that the user had, used or not.
    async fn replace_recovery_codes(
        &self,
        user: UserId,
        codes: &[CodeHash],
        now: Timestamp,
    ) -> Result<(), StoreError>;
    /// Uses a code up, in one statement: `false` if there is none like it, or it was used.
    async fn use_recovery_code(
        &self,
        user: UserId,
        code: &CodeHash,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
}
