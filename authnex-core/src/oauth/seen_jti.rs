use crate::foundation::{ClientId, Timestamp, TokenHash};

/// What a token's id is remembered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JtiUse {
    /// A client assertion, good once.
    Assertion,
    /// An access token that was revoked.
    Revoked,
}

impl JtiUse {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assertion => "assertion",
            Self::Revoked => "revoked",
        }
    }
}

/// A token's id that is remembered until the token has expired.
#[derive(Clone, Copy, Debug)]
pub struct SeenJti {
    /// What for.
    pub used_as: JtiUse,
    /// Whose token it is.
    pub client: ClientId,
    /// The hash of its id.
    pub hash: TokenHash,
    /// Until when the token is good.
    pub expires_at: Timestamp,
}
