//! Invitations, as the management API shows and changes them.

mod change;
mod create;
mod list;
mod view;

pub(crate) use change::{resend, revoke};
pub(crate) use create::{CreateInviteBody, create};
pub(crate) use list::{InvitesAnswer, list, show};
pub(crate) use view::InviteView;
