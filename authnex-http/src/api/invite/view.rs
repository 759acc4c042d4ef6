use authnex_core::{
    foundation::Timestamp,
    invite::{Invite, InviteState},
};
use serde::Serialize;
use utoipa::ToSchema;

/// An invitation. Its link is in the mail alone.
#[derive(Serialize, ToSchema)]
pub(crate) struct InviteView {
    /// `inv_…`.
    id: String,
    /// Where it was sent, and the address of the account to be.
    email: String,
    /// The shown name that was given along.
    name: Option<String>,
    /// The roles of the account to be.
    roles: Vec<String>,
    /// `accepted`, `expired`, `pending` or `revoked`.
    #[schema(value_type = String)]
    status: InviteState,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last sent.
    #[schema(value_type = String, format = DateTime)]
    sent_at: Timestamp,
    /// Until when it can be accepted.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// When it was accepted.
    #[schema(value_type = Option<String>, format = DateTime)]
    accepted_at: Option<Timestamp>,
    /// Whose account came of it, `usr_…`.
    user: Option<String>,
}

impl InviteView {
    /// The invitation as it is at `now`.
    pub(crate) fn of(invite: Invite, now: Timestamp) -> Self {
        Self {
            id: invite.id.to_string(),
            status: invite.state(now),
            email: invite.email.as_str().to_owned(),
            name: invite.name,
            roles: invite
                .roles
                .iter()
                .map(|role| role.as_str().to_owned())
                .collect(),
            created_at: invite.created_at,
            sent_at: invite.sent_at,
            expires_at: invite.expires_at,
            accepted_at: invite.accepted_at,
            user: invite.user.map(|user| user.to_string()),
        }
    }
}
