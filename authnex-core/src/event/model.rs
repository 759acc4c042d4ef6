use serde::Serialize;
use serde_json::Value;

use super::EventKind;
use crate::foundation::{Actor, EventId, RequestContext, TenantId, Timestamp, UserId};

/// An event about to be written.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its id, made before the unit first ran.
    pub id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who did it, from where, in which request.
    pub context: RequestContext,
    /// What is to be known of it; never a secret.
    pub data: Value,
}

impl Event {
    /// The version of the envelope.
    pub const VERSION: i64 = 1;

    /// The user whom it is about: the one that it names, or else the one that did it.
    #[must_use]
    pub fn subject(&self) -> Option<UserId> {
        let named = self.data.get("user").and_then(Value::as_str);
        match (named.and_then(|id| id.parse().ok()), self.context.actor) {
            (Some(user), _) | (None, Actor::User { user, .. }) => Some(user),
            (None, _) => None,
        }
    }

    /// The same happening under another name: a unit that found out something else than was hoped for.
    #[must_use]
    pub fn become_kind(&self, kind: EventKind, data: Value) -> Self {
        Self {
            kind,
            data,
            ..self.clone()
        }
    }
}

/// An event as stored.
#[derive(Clone, Debug)]
pub struct StoredEvent {
    /// Its id.
    pub id: EventId,
    /// What happened: the event's `type`.
    pub kind: String,
    /// The version of the envelope.
    pub version: i64,
    /// When.
    pub at: Timestamp,
    /// Who did it: a word, and the id where there is one.
    pub actor: String,
    /// From which address.
    pub address: Option<String>,
    /// With which user agent.
    pub user_agent: Option<String>,
    /// In which request.
    pub request_id: Option<String>,
    /// What is to be known of it.
    pub data: Value,
}

/// An event as the outside sees it.
#[derive(Clone, Debug, Serialize)]
pub struct EventEnvelope {
    /// Its id.
    pub id: EventId,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: String,
    /// The version of this shape.
    pub v: i64,
    /// When.
    pub at: Timestamp,
    /// In which tenant.
    pub tenant: TenantId,
    /// Who did it.
    pub actor: String,
    /// What is to be known of it.
    pub data: Value,
}

impl StoredEvent {
    /// The event as the outside sees it.
    #[must_use]
    pub fn envelope(&self, tenant: TenantId) -> EventEnvelope {
        EventEnvelope {
            id: self.id,
            kind: self.kind.clone(),
            v: self.version,
            at: self.at,
            tenant,
            actor: self.actor.clone(),
            data: self.data.clone(),
        }
    }
}

impl Actor {
    /// The stored form: `anonymous`, `operator`, `system`, or the id of the user or client.
    #[must_use]
    pub fn stored(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::Client { client, .. } => client.to_string(),
            Self::Operator => "operator".to_owned(),
            Self::System => "system".to_owned(),
            Self::User { user, .. } => user.to_string(),
        }
    }
}
