use crate::foundation::{Timestamp, TokenHash, TrustedDeviceId, UserId};

/// A browser that a user trusts.
#[derive(Clone, Debug)]
pub struct TrustedDevice {
    /// Its id.
    pub id: TrustedDeviceId,
    /// Whose it is.
    pub user: UserId,
    /// What the browser said of itself when it was last used.
    pub user_agent: Option<String>,
    /// Since when it is trusted.
    pub created_at: Timestamp,
    /// When it last signed in.
    pub last_used_at: Timestamp,
    /// Until when it is trusted.
    pub expires_at: Timestamp,
}

/// A browser about to be trusted.
#[derive(Clone, Debug)]
pub struct NewTrustedDevice {
    /// What is known of it.
    pub device: TrustedDevice,
    /// The hash of its token.
    pub token: TokenHash,
}
