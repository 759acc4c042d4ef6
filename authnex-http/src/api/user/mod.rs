//! Users as administrators see, make and change them.

mod create;
mod delete;
mod force_password_change;
mod list;
mod resend_verification;
mod reset_mfa;
mod sessions;
mod show;
mod status;
mod subject;
mod update;
mod view;

pub(crate) use create::{CreateUserBody, create};
pub(crate) use delete::delete;
pub(crate) use force_password_change::force_password_change;
pub(crate) use list::{UsersAnswer, list};
pub(crate) use resend_verification::resend_verification;
pub(crate) use reset_mfa::reset_mfa;
pub(crate) use sessions::{end_session, list_sessions, sign_out_everywhere};
pub(crate) use show::show;
pub(crate) use status::{reactivate, suspend};
pub(crate) use update::{UpdateUserBody, update};
pub(crate) use view::ManagedUserView;
