use super::ScopeSet;
use crate::foundation::{ClientId, Timestamp, UserId};

/// What a user has consented to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Who.
    pub user: UserId,
    /// To which client.
    pub client: ClientId,
    /// To what.
    pub scope: ScopeSet,
    /// When, the last time.
    pub granted_at: Timestamp,
}
