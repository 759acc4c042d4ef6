use serde_json::Value;

use super::TenantHandle;
use crate::{
    flow::{
        AcceptInvite, AcceptInviteError, ChangeInviteError, CreateInviteError, Grant,
        InviteAccepted, InviteWays, NewInviteRequest, PasskeyCeremony, accept_invite,
        begin_accept_by_passkey, create_invite, find_invitation, finish_accept_by_passkey,
        resend_invite, revoke_invite,
    },
    foundation::{InviteId, Page, PageRequest, RequestContext},
    invite::Invite,
    store::StoreError,
    user::User,
};

/// Invitations.
impl TenantHandle {
    /// Invites somebody by mail, for 72 hours. Whether the caller may give the roles is the caller's to ask
    /// ([`TenantHandle::lacks_to_give`]).
    ///
    /// # Errors
    /// [`CreateInviteError`], if the address has an account or an invitation that waits, among others.
    pub async fn create_invite(
        &self,
        request: &NewInviteRequest,
        context: &RequestContext,
    ) -> Result<Invite, CreateInviteError> {
        create_invite(self.authnex().env(), self.scope(), request, context).await
    }

    /// Sends an invitation again, with another link; the one sent before is good for nothing any more.
    ///
    /// # Errors
    /// [`ChangeInviteError`], if it was accepted or taken back, among others.
    pub async fn resend_invite(
        &self,
        id: InviteId,
        context: &RequestContext,
    ) -> Result<Invite, ChangeInviteError> {
        resend_invite(self.authnex().env(), self.scope(), id, context).await
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// [`ChangeInviteError`], if it was accepted or taken back before, among others.
    pub async fn revoke_invite(
        &self,
        id: InviteId,
        context: &RequestContext,
    ) -> Result<(), ChangeInviteError> {
        revoke_invite(self.authnex().env(), self.scope(), id, context).await
    }

    /// The invitation with this id.
    ///
    /// # Errors
    /// The store's.
    pub async fn find_invite(&self, id: InviteId) -> Result<Option<Invite>, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        reader.find_invite(id).await
    }

    /// Invitations, the oldest first, also those that are over.
    ///
    /// # Errors
    /// The store's.
    pub async fn list_invites(
        &self,
        page: &PageRequest<InviteId>,
    ) -> Result<Page<Invite>, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        let rows = reader.list_invites(page).await?;
        Ok(Page::from_rows(rows, page.limit(), |invite| {
            invite.id.to_string()
        }))
    }

    /// The invitation of a link's token, if it can be accepted now. It uses nothing up.
    ///
    /// # Errors
    /// The store's.
    pub async fn find_invitation(&self, token: &str) -> Result<Option<Invite>, StoreError> {
        find_invitation(self.authnex().env(), self.scope(), token).await
    }

    /// By what the invited may sign in from then on.
    #[must_use]
    pub fn invite_ways(&self) -> InviteWays {
        InviteWays::of(self.authnex().env(), self.scope())
    }

    /// Makes the account that an invitation is for; its address counts as verified. It signs nobody in.
    ///
    /// # Errors
    /// [`AcceptInviteError`]; input that does not do leaves the invitation good.
    pub async fn accept_invite(
        &self,
        request: AcceptInvite,
        context: &RequestContext,
    ) -> Result<User, AcceptInviteError> {
        accept_invite(self.authnex().env(), self.scope(), request, context).await
    }

    /// Asks the browser of the invited for a passkey with which to accept; it uses nothing up.
    ///
    /// # Errors
    /// [`AcceptInviteError`] when there is no such invitation, or there can be no passkey.
    pub async fn begin_accept_by_passkey(
        &self,
        (token, name): (&str, Option<&str>),
    ) -> Result<PasskeyCeremony, AcceptInviteError> {
        begin_accept_by_passkey(self.authnex().env(), self.scope(), (token, name)).await
    }

    /// Takes the browser's answer, makes the account that the invitation is for, and signs in by the passkey.
    ///
    /// # Errors
    /// [`AcceptInviteError`]; an answer that does not do leaves the invitation good.
    pub async fn finish_accept_by_passkey(
        &self,
        answer: (&str, &Value),
        grant: &Grant,
        context: &RequestContext,
    ) -> Result<InviteAccepted, AcceptInviteError> {
        finish_accept_by_passkey(self.authnex().env(), self.scope(), answer, grant, context).await
    }
}
