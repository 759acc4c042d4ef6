use async_trait::async_trait;

use super::Sealed;
use crate::{
    foundation::{PageRequest, SigningKeyId},
    signing_key::SpareKey,
    store::StoreError,
};

/// Reads of what the ring seals, beside the tenants' own rows.
#[async_trait]
pub trait WrappedReads: Send + Sync {
    /// Spare signing keys by id, up to one more than the page holds.
    async fn list_spare_keys(
        &self,
        page: &PageRequest<SigningKeyId>,
    ) -> Result<Vec<SpareKey>, StoreError>;
}

/// Puts what is sealed by another key of the ring in the place of the same, sealed by an older one. Each answers
/// `false` if what is there is not `old` any more.
#[async_trait]
pub trait WrappedWrites: Send + Sync {
    /// The data key of the unit's tenant. The tenant's version stays: the key itself is the same.
    async fn rewrap_data_key(&self, old: &Sealed, new: &Sealed) -> Result<bool, StoreError>;
    /// The installation's secret.
    async fn rewrap_instance_secret(&self, old: &Sealed, new: &Sealed) -> Result<bool, StoreError>;
    /// A spare signing key.
    async fn rewrap_spare_key(
        &self,
        id: SigningKeyId,
        old: &Sealed,
        new: &Sealed,
    ) -> Result<bool, StoreError>;
}
