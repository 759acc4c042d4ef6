use async_trait::async_trait;

use super::{Invite, NewInvite, Renewal};
use crate::{
    foundation::{InviteId, PageRequest, Timestamp, TokenHash, UserId},
    store::{Consumed, StoreError},
    user::Email,
};

/// Reads of invitations.
#[async_trait]
pub trait InviteReads: Send + Sync {
    /// The invitation with this id.
    async fn find_invite(&self, id: InviteId) -> Result<Option<Invite>, StoreError>;
    /// The invitation with this token, if it can be accepted at `now`. It decides nothing: whoever accepts does.
    async fn find_invite_by_token(
        &self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<Invite>, StoreError>;
    /// An invitation to this address that can be accepted at `now`.
    async fn find_pending_invite(
        &self,
        email: &Email,
        now: Timestamp,
    ) -> Result<Option<Invite>, StoreError>;
    /// Invitations by id, also those that are over, up to one more than the page holds.
    async fn list_invites(&self, page: &PageRequest<InviteId>) -> Result<Vec<Invite>, StoreError>;
}

/// Writes of invitations.
#[async_trait]
pub trait InviteWrites: Send + Sync {
    /// Makes an invitation.
    async fn insert_invite(&self, new: &NewInvite) -> Result<(), StoreError>;
    /// Accepts the invitation with this token for a user, if it can be accepted at `now`: one statement decides.
    async fn accept_invite(
        &self,
        token: &TokenHash,
        user: UserId,
        now: Timestamp,
    ) -> Result<Consumed<Invite>, StoreError>;
    /// Gives an invitation another token and time; `false` if it was accepted or taken back, or there is none.
    async fn renew_invite(&self, renewal: &Renewal) -> Result<bool, StoreError>;
    /// Takes an invitation back; `false` if it was accepted or taken back before, or there is none.
    async fn revoke_invite(&self, id: InviteId, now: Timestamp) -> Result<bool, StoreError>;
}
