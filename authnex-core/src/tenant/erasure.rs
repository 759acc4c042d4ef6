use async_trait::async_trait;

use super::Slug;
use crate::{
    foundation::{TenantId, Timestamp},
    store::StoreError,
};

/// What is left of a tenant that was erased: its organization identifier is never given out again, since its
/// issuer stands in tokens and in other people's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerTenant {
    /// The id that it had.
    pub id: TenantId,
    /// Its organization identifier.
    pub slug: Slug,
    /// When its last row was erased.
    pub erased_at: Timestamp,
}

/// Reads of the tombstones: the platform's.
#[async_trait]
pub trait FormerTenantReads: Send + Sync {
    /// The tenant that had this slug and was erased.
    async fn find_former_tenant(&self, slug: &Slug) -> Result<Option<FormerTenant>, StoreError>;
}

/// Erasing the unit's own tenant, in this order: the key, the rows, the tenant itself.
#[async_trait]
pub trait TenantErasure: Send + Sync {
    /// Destroys the data key, so that nothing sealed opens any more, and raises the version; `false` unless the
    /// tenant's deletion was requested.
    async fn destroy_data_key(&self, now: Timestamp) -> Result<bool, StoreError>;
    /// Deletes up to `limit` rows of the tenant, out of every table, those that hang on others first; says how
    /// many. None means that nothing is left.
    async fn erase_rows(&self, limit: u32) -> Result<u64, StoreError>;
    /// Deletes up to `limit` rows of what opens or goes on with a sign-in: sessions, refresh tokens with their
    /// families, one-time tokens, waiting sign-ins, and the mails that may bring such a thing; says how many. None
    /// means that nothing is left.
    async fn erase_sign_ins(&self, limit: u32) -> Result<u64, StoreError>;
    /// Replaces the tenant by its tombstone; `false` unless its deletion was requested, and
    /// the unit is then to be undone.
    async fn bury(&self, slug: &Slug, now: Timestamp) -> Result<bool, StoreError>;
}
