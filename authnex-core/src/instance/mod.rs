//! The installation's own values: its secret, by which a key ring that does not fit is told, and what it remembers
//! from one start to the next.

use async_trait::async_trait;

use crate::{keyring::Sealed, store::StoreError};

/// Reads of the installation's values.
#[async_trait]
pub trait InstanceReads: Send + Sync {
    /// The installation's secret, sealed by the ring; `None` before the first start.
    async fn instance_secret(&self) -> Result<Option<Sealed>, StoreError>;
    /// What the installation remembers under a name.
    async fn remembered(&self, name: &str) -> Result<Option<String>, StoreError>;
}

/// Writes of the installation's values.
#[async_trait]
pub trait InstanceWrites: Send + Sync {
    /// Keeps the secret if there is none yet; `false` if there was.
    async fn insert_instance_secret(&self, secret: &Sealed) -> Result<bool, StoreError>;
    /// Remembers a value under a name, in the place of the one before.
    async fn remember(&self, name: &str, value: &str) -> Result<(), StoreError>;
    /// Remembers a value under a name if there is none yet; `false` if there was.
    async fn remember_first(&self, name: &str, value: &str) -> Result<bool, StoreError>;
}
