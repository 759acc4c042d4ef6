use super::Granted;
use crate::foundation::{ClientId, FamilyId, SessionId, Timestamp, TokenHash, UserId};

/// An authorization code as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// To which client it was issued.
    pub client: ClientId,
    /// Who granted it.
    pub user: UserId,
    /// In which session.
    pub session: SessionId,
    /// The family of everything that is issued for it.
    pub family: FamilyId,
    /// The redirect URI, if the request named it.
    pub redirect_uri: Option<String>,
    /// What it is bound to (RFC 7636).
    pub challenge: Option<String>,
    /// What the ID token is bound to.
    pub nonce: Option<String>,
    /// What was granted.
    pub granted: Granted,
    /// How the user proved to be the user, blank separated.
    pub amr: String,
    /// When the user did.
    pub auth_time: Timestamp,
    /// When it was issued.
    pub created_at: Timestamp,
    /// Until when it may be used.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

impl AuthorizationCode {
    /// How long a code may be used, in seconds.
    pub const LIFE_SECONDS: u32 = 60;
}

/// An authorization code about to be stored.
#[derive(Clone, Debug)]
pub struct NewAuthorizationCode {
    /// Its hash.
    pub hash: TokenHash,
    /// Everything else.
    pub code: AuthorizationCode,
}
