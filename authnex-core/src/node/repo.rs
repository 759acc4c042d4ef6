use async_trait::async_trait;
use uuid::Uuid;

use crate::{foundation::Timestamp, store::StoreError};

/// Reads of nodes.
#[async_trait]
pub trait NodeReads: Send + Sync {
    /// How many nodes were seen after a time.
    async fn count_nodes(&self, since: Timestamp) -> Result<u32, StoreError>;
}

/// Writes of nodes.
#[async_trait]
pub trait NodeWrites: Send + Sync {
    /// Notes that a node lives.
    async fn note_node(&self, node: Uuid, now: Timestamp) -> Result<(), StoreError>;
    /// Forgets nodes that were seen last before a time; how many there were.
    async fn forget_nodes(&self, before: Timestamp) -> Result<u64, StoreError>;
}
