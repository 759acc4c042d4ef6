//! Users as administrators see and make them.

mod create;
mod list;
mod show;
mod view;

pub(crate) use create::{CreateUserBody, create};
pub(crate) use list::{UsersAnswer, list};
pub(crate) use show::show;
pub(crate) use view::ManagedUserView;
