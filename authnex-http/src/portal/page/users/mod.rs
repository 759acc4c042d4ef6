//! The users of the organization: the table, invitations, one user with all that can be done to that one.
//!
//! What ends or takes away something is confirmed in a dialog, which opens by its address where there is no script.

mod act;
mod action;
mod details;
mod end_session;
mod invite;
mod list;
mod query;
mod save;
mod view;

pub(in crate::portal) use act::submit as act;
pub(in crate::portal) use details::show;
pub(in crate::portal) use end_session::submit as end_session;
pub(in crate::portal) use invite::{resend, revoke, submit as invite};
pub(in crate::portal) use list::show as list;
pub(in crate::portal) use save::submit as save;
