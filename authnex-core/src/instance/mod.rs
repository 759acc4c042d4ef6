//! The installation's own values: its secret, by which a key ring that does not fit is told.

use async_trait::async_trait;

use crate::{keyring::Sealed, store::StoreError};

/// Reads of the installation's values.
#[async_trait]
pub trait InstanceReads: Send + Sync {
    /// The installation's secret, sealed by the ring; `None` before the first start.
    async fn instance_secret(&self) -> Result<Option<Sealed>, StoreError>;
}

/// Writes of the installation's values.
#[async_trait]
pub trait InstanceWrites: Send + Sync {
    /// Keeps the secret if there is none yet; `false` if there was.
    async fn insert_instance_secret(&self, secret: &Sealed) -> Result<bool, StoreError>;
}
