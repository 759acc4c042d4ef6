//! Invitations: a mail that lets its reader make an account, with roles that were chosen before.
//!
//! The account gets the address that the mail went to, so that nobody but its reader can accept. The token of the
//! link is good for [`INVITE_SECONDS`] and once; sending again makes another token and ends the old one.

mod model;
mod repo;

pub use model::{INVITE_SECONDS, Invite, InviteState, NewInvite, Renewal};
pub use repo::{InviteReads, InviteWrites};
