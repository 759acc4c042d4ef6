use async_trait::async_trait;

use super::{Event, EventFilter, EventSeal, StoredEvent};
use crate::{
    foundation::{EventId, PageRequest, Timestamp, UserId},
    store::StoreError,
};

/// Reads of events and of their seals.
#[async_trait]
pub trait EventReads: Send + Sync {
    /// Whether the event is there: how an unknown commit is settled.
    async fn has_event(&self, id: EventId) -> Result<bool, StoreError>;
    /// Events from the newest back, up to one more than the page holds.
    async fn list_events(
        &self,
        page: &PageRequest<EventId>,
    ) -> Result<Vec<StoredEvent>, StoreError>;
    /// The events about a user ([`Event::subject`]) from the newest back, up to one more than the page holds.
    async fn list_events_about(
        &self,
        user: UserId,
        page: &PageRequest<EventId>,
    ) -> Result<Vec<StoredEvent>, StoreError>;
    /// The events that a filter takes, from the newest back, up to one more than the page holds.
    async fn search_events(
        &self,
        filter: &EventFilter,
        page: &PageRequest<EventId>,
    ) -> Result<Vec<StoredEvent>, StoreError>;
    /// The oldest events that are in no seal, by id, at most [`SEAL_EVENTS`](super::SEAL_EVENTS).
    async fn list_unsealed_events(&self) -> Result<Vec<StoredEvent>, StoreError>;
    /// Those of these events that are there, by id. More than [`SEAL_EVENTS`](super::SEAL_EVENTS) are not asked
    /// for.
    async fn find_events(&self, ids: &[EventId]) -> Result<Vec<StoredEvent>, StoreError>;
    /// The events after one, by id, each with the number of the seal that it says to be in.
    async fn list_sealed_events(
        &self,
        page: &PageRequest<EventId>,
    ) -> Result<Vec<(EventId, Timestamp, Option<i64>)>, StoreError>;
    /// The seals after a number, in order.
    async fn list_seals(&self, page: &PageRequest<i64>) -> Result<Vec<EventSeal>, StoreError>;
    /// The seal, among those whose events are still there, whose newest event is the oldest.
    async fn oldest_kept_seal(&self) -> Result<Option<EventSeal>, StoreError>;
}

/// Writes of events and of their seals.
#[async_trait]
pub trait EventWrites: Send + Sync {
    /// Writes the event.
    async fn append_event(&self, event: &Event) -> Result<(), StoreError>;
    /// Puts a seal on its events; `false` if one of them is gone or in a seal already, or the number is taken.
    async fn seal_events(&self, seal: &EventSeal) -> Result<bool, StoreError>;
    /// Takes a seal's events away and keeps the seal; `false` if that was done before.
    async fn remove_sealed_events(
        &self,
        seal: &EventSeal,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
}
