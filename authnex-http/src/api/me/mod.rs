//! What a signed-in user sees and changes of the own account.

mod email;
mod export;
mod password;
mod sessions;
mod show;
mod update;
mod view;

pub(crate) use email::{EmailBody, change_email};
pub(crate) use export::export;
pub(crate) use password::{PasswordBody, change_password};
pub(crate) use sessions::{SessionsAnswer, end_session, list_sessions};
pub(crate) use show::{MeAnswer, show};
pub(crate) use update::{ProfileBody, update};
pub(crate) use view::UserView;
