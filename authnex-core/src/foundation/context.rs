use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{ClientId, ClientSecretId, Language, SessionId, UserId};

/// Names one request in logs, events and answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestId(String);

impl RequestId {
    /// The longest id that is taken over from a proxy.
    pub const MAX_LENGTH: usize = 64;

    /// Takes an id over if it is 1 to 64 characters of letters, digits, `-`, `_`, `.`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = !text.is_empty()
            && text.len() <= Self::MAX_LENGTH
            && text
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.'));
        fits.then(|| Self(text.to_owned()))
    }

    /// The id's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Actor {
    /// Nobody known yet.
    Anonymous,
    /// A client in its own name.
    Client {
        /// The client.
        client: ClientId,
        /// The API key that it acts by.
        key: Option<ClientSecretId>,
    },
    /// The one who runs the installation.
    Operator,
    /// A worker of the engine.
    System,
    /// A signed-in user.
    User {
        /// The user.
        user: UserId,
        /// The session the user acts in.
        session: SessionId,
    },
}

/// What is known of a request before anything is decided: it goes into every event.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// Who does it.
    pub actor: Actor,
    /// From which address, after trusted proxies were taken off.
    pub address: Option<IpAddr>,
    /// With which user agent, cut to 256 characters.
    pub user_agent: Option<String>,
    /// As part of which request.
    pub request_id: Option<RequestId>,
    /// In which language the person reads.
    pub language: Language,
    /// What the browser keeps of earlier sign-ins ([`TenantHandle::note_device`](crate::TenantHandle::note_device)).
    pub device: Option<String>,
}

impl RequestContext {
    /// The longest user agent that is kept, in characters.
    pub const MAX_USER_AGENT: usize = 256;

    /// A request by nobody known yet.
    #[must_use]
    pub const fn anonymous() -> Self {
        Self::by(Actor::Anonymous)
    }

    /// A request by the given actor, with nothing else known.
    #[must_use]
    pub const fn by(actor: Actor) -> Self {
        Self {
            actor,
            address: None,
            user_agent: None,
            request_id: None,
            language: Language::English,
            device: None,
        }
    }

    /// The same request, now that its actor is known.
    #[must_use]
    pub fn as_actor(&self, actor: Actor) -> Self {
        Self {
            actor,
            ..self.clone()
        }
    }
}
