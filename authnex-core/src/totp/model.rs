use crate::{foundation::Timestamp, keyring::Sealed};

/// A secret that was shown and not confirmed yet.
#[derive(Clone, Debug)]
pub struct PendingTotp {
    /// The secret, sealed.
    pub secret: Sealed,
    /// When it was made.
    pub started_at: Timestamp,
}

/// An authenticator app in use.
#[derive(Clone, Debug)]
pub struct ActiveTotp {
    /// The secret, sealed.
    pub secret: Sealed,
    /// When a code confirmed it.
    pub confirmed_at: Timestamp,
    /// The last step that was used.
    pub last_step: i64,
}

/// What is stored of a user's authenticator app. A new one may be pending beside the one in use, until a code
/// confirms it and it takes that one's place.
#[derive(Clone, Debug, Default)]
pub struct TotpState {
    /// The app in use.
    pub active: Option<ActiveTotp>,
    /// The one that is being set up.
    pub pending: Option<PendingTotp>,
}
