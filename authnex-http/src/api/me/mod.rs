//! What a signed-in user sees and changes of the own account.

mod password;
mod sessions;
mod show;
mod view;

pub(crate) use password::{PasswordBody, change_password};
pub(crate) use sessions::{SessionsAnswer, end_session, list_sessions};
pub(crate) use show::{MeAnswer, show};
pub(crate) use view::UserView;
