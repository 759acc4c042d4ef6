use async_trait::async_trait;

use super::{Event, StoredEvent};
use crate::{
    foundation::{EventId, PageRequest},
    store::StoreError,
};

/// Reads of events.
#[async_trait]
pub trait EventReads: Send + Sync {
    /// Whether the event is there: how an unknown commit is settled.
    async fn has_event(&self, id: EventId) -> Result<bool, StoreError>;
    /// Events from the newest back, up to one more than the page holds.
    async fn list_events(
        &self,
        page: &PageRequest<EventId>,
    ) -> Result<Vec<StoredEvent>, StoreError>;
}

/// Writes of events.
#[async_trait]
pub trait EventWrites: Send + Sync {
    /// Writes the event.
    async fn append_event(&self, event: &Event) -> Result<(), StoreError>;
}
