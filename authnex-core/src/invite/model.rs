use crate::{
    foundation::{InviteId, Timestamp, TokenHash, UserId},
    role::RoleName,
    user::Email,
};

/// For how long an invitation can be accepted, in seconds: 72 hours.
pub const INVITE_SECONDS: u32 = 72 * 3_600;

/// What has become of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InviteState {
    /// There is an account now.
    Accepted,
    /// Nobody took it in time; it can be sent again.
    Expired,
    /// It waits to be accepted.
    Pending,
    /// It was taken back.
    Revoked,
}

impl InviteState {
    /// The name that clients see.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Expired => "expired",
            Self::Pending => "pending",
            Self::Revoked => "revoked",
        }
    }
}

/// An invitation as stored, without the hash of its token.
#[derive(Clone, Debug)]
pub struct Invite {
    /// Its id.
    pub id: InviteId,
    /// Where it was sent, and the address of the account to be.
    pub email: Email,
    /// The shown name that was given along.
    pub name: Option<String>,
    /// The roles of the account to be.
    pub roles: Vec<RoleName>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last sent.
    pub sent_at: Timestamp,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// Whose account came of it.
    pub user: Option<UserId>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

impl Invite {
    /// What has become of it by `now`.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> InviteState {
        if self.accepted_at.is_some() {
            InviteState::Accepted
        } else if self.revoked_at.is_some() {
            InviteState::Revoked
        } else if self.expires_at <= now {
            InviteState::Expired
        } else {
            InviteState::Pending
        }
    }
}

/// An invitation about to be stored.
#[derive(Clone, Debug)]
pub struct NewInvite {
    /// Its id.
    pub id: InviteId,
    /// The hash of its token.
    pub token: TokenHash,
    /// Where it is sent.
    pub email: Email,
    /// The shown name that was given along.
    pub name: Option<String>,
    /// The roles of the account to be.
    pub roles: Vec<RoleName>,
    /// When it is made and sent.
    pub created_at: Timestamp,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}

impl NewInvite {
    /// The invitation as it is stored once made.
    #[must_use]
    pub fn stored(&self) -> Invite {
        Invite {
            id: self.id,
            email: self.email.clone(),
            name: self.name.clone(),
            roles: self.roles.clone(),
            created_at: self.created_at,
            sent_at: self.created_at,
            expires_at: self.expires_at,
            accepted_at: None,
            user: None,
            revoked_at: None,
        }
    }
}

/// Another token for an invitation: the old one is good for nothing any more.
#[derive(Clone, Debug)]
pub struct Renewal {
    /// The invitation.
    pub id: InviteId,
    /// The hash of the token that takes the old one's place.
    pub token: TokenHash,
    /// When it is sent.
    pub sent_at: Timestamp,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}
