use crate::{
    foundation::{FamilyId, SessionId, Timestamp, TokenHash, UserId},
    keyring::Sealed,
    oauth::Granted,
};

/// A family of refresh tokens: what was granted at one sign-in.
#[derive(Clone, Debug)]
pub struct Family {
    /// Its id.
    pub id: FamilyId,
    /// The session it hangs on.
    pub session: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// To which client it was issued.
    pub client_id: String,
    /// For which resource access tokens are issued; `None` = the issuer (RFC 8707).
    pub resource: Option<String>,
    /// Whether it outlives a sign-out (`offline_access`).
    pub offline_access: bool,
    /// How the user proved to be the user, blank separated.
    pub amr: String,
    /// When the user did.
    pub auth_time: Timestamp,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// What the user granted to an OAuth client; `None` for a sign-in of the tenant's own.
    pub granted: Option<Granted>,
}

/// A refresh token as stored.
#[derive(Clone, Debug)]
pub struct RefreshToken {
    /// Its family.
    pub family: FamilyId,
    /// The token that it replaced.
    pub previous: Option<TokenHash>,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// Until when it may be used.
    pub expires_at: Timestamp,
    /// What replaced it, while that is kept.
    pub successor: Option<Sealed>,
}

/// A refresh token about to be stored.
#[derive(Clone, Debug)]
pub struct NewRefreshToken {
    /// Its hash.
    pub hash: TokenHash,
    /// Its family.
    pub family: FamilyId,
    /// The token that it replaces.
    pub previous: Option<TokenHash>,
    /// When it is issued.
    pub created_at: Timestamp,
    /// Until when it may be used.
    pub expires_at: Timestamp,
}

/// The facts of one rotation.
#[derive(Clone, Debug)]
pub struct Rotation {
    /// The token that is used up.
    pub hash: TokenHash,
    /// Its successor, sealed for whoever presents it again within the grace.
    pub successor: Option<Sealed>,
    /// When.
    pub now: Timestamp,
}
