use super::{EventKind, StoredEvent};
use crate::foundation::Timestamp;

/// Which events are wanted; what is absent does not matter.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// Of this kind.
    pub kind: Option<EventKind>,
    /// By this actor, in the stored form: a word, or an id.
    pub actor: Option<String>,
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

impl EventFilter {
    /// Whether an event is wanted.
    #[must_use]
    pub fn takes(&self, event: &StoredEvent) -> bool {
        self.kind.is_none_or(|kind| kind.as_str() == event.kind)
            && self
                .actor
                .as_ref()
                .is_none_or(|actor| *actor == event.actor)
            && self.since.is_none_or(|since| since <= event.at)
            && self.until.is_none_or(|until| until > event.at)
    }
}
