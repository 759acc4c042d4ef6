use async_trait::async_trait;

use super::{NewSigningKey, SigningKeyRow, SpareKey};
use crate::{
    foundation::{SigningKeyId, Timestamp},
    jose::Algorithm,
    store::StoreError,
    tenant::Slug,
};

/// Reads of a tenant's signing keys.
#[async_trait]
pub trait SigningKeyReads: Send + Sync {
    /// All keys that are published at `now`: active, next, and retiring ones whose time has not come.
    async fn list_signing_keys(&self, now: Timestamp) -> Result<Vec<SigningKeyRow>, StoreError>;
}

/// Writes of a tenant's signing keys.
#[async_trait]
pub trait SigningKeyWrites: Send + Sync {
    /// Stores a key.
    async fn insert_signing_key(&self, new: &NewSigningKey) -> Result<(), StoreError>;
    /// Makes `next` the active key if it still is next; `false` if another rotation came first.
    async fn activate_signing_key(&self, next: SigningKeyId) -> Result<bool, StoreError>;
    /// Lets the active keys of an algorithm retire, but for `keep`.
    async fn retire_signing_keys(
        &self,
        algorithm: Algorithm,
        keep: SigningKeyId,
        until: Timestamp,
    ) -> Result<u64, StoreError>;
    /// Deletes keys that retired before `now`; says how many.
    async fn delete_retired_signing_keys(&self, now: Timestamp) -> Result<u64, StoreError>;
}

/// Reads of the spare keys, and of who lacks one.
#[async_trait]
pub trait SpareKeyReads: Send + Sync {
    /// How many spare keys there are.
    async fn count_spare_keys(&self) -> Result<u64, StoreError>;
    /// Tenants with fewer than two usable (active or next) RS256 keys, up to `limit`.
    async fn tenants_lacking_rsa_keys(&self, limit: u32) -> Result<Vec<Slug>, StoreError>;
    /// Tenants with keys that retired before `now`, up to `limit`.
    async fn tenants_with_retired_keys(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Slug>, StoreError>;
}

/// Writes of the spare keys.
#[async_trait]
pub trait SpareKeyWrites: Send + Sync {
    /// Puts a key by.
    async fn insert_spare_key(&self, spare: &SpareKey) -> Result<(), StoreError>;
    /// Takes one spare key, if there is one: one statement decides who gets it.
    async fn claim_spare_key(&self) -> Result<Option<SpareKey>, StoreError>;
}
