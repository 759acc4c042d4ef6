//! Users as administrators see and make them.

mod create;
mod list;
mod reset_mfa;
mod show;
mod view;

pub(crate) use create::{CreateUserBody, create};
pub(crate) use list::{UsersAnswer, list};
pub(crate) use reset_mfa::reset_mfa;
pub(crate) use show::show;
pub(crate) use view::ManagedUserView;
