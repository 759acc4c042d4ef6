use std::net::IpAddr;

use crate::{
    foundation::{RequestContext, SessionId, Timestamp, TokenHash, UserId},
    sign_in::Proofs,
};

/// From where a session was opened.
#[derive(Clone, Debug, Default)]
pub struct Device {
    /// The address.
    pub address: Option<IpAddr>,
    /// The user agent, as sent.
    pub user_agent: Option<String>,
}

impl Device {
    /// The device of a request.
    #[must_use]
    pub fn of(context: &RequestContext) -> Self {
        Self {
            address: context.address,
            user_agent: context.user_agent.clone(),
        }
    }
}

/// A live session as stored.
#[derive(Clone, Debug)]
pub struct Session {
    /// The public id, `sid`.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// How the user proved to be the user (RFC 8176), blank separated.
    pub amr: String,
    /// When the user did.
    pub auth_time: Timestamp,
    /// From where.
    pub device: Device,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last seen; exact to a minute or to a twentieth of the idle time.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

impl Session {
    /// Whether the session is over by time, under the idle time in force now (0 = none).
    #[must_use]
    pub fn is_over(&self, idle_seconds: u32, last_seen: Timestamp, now: Timestamp) -> bool {
        self.expires_at <= now || (idle_seconds > 0 && last_seen.plus_seconds(idle_seconds) <= now)
    }
}

/// A session about to be opened: only proofs lead here.
#[derive(Debug)]
pub struct NewSession {
    pub(crate) session: Session,
    pub(crate) token: TokenHash,
}

impl NewSession {
    /// Opens a session on proofs.
    pub(crate) fn on(
        proofs: &Proofs,
        id: SessionId,
        token: TokenHash,
        device: Device,
        (now, expires_at): (Timestamp, Timestamp),
    ) -> Self {
        Self {
            session: Session {
                id,
                user: proofs.user(),
                amr: proofs.amr(),
                auth_time: proofs.auth_time(),
                device,
                created_at: now,
                last_seen_at: now,
                expires_at,
            },
            token,
        }
    }

    /// The session itself.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// The hash of its token.
    #[must_use]
    pub const fn token(&self) -> &TokenHash {
        &self.token
    }
}
