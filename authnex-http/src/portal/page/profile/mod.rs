//! The own account: name, language and time zone; e-mail address; password; passkeys; second factors; sessions; what is
//! kept of it.
//!
//! Each form posts to an endpoint of its own and leads back here; a form that was refused is drawn again within the
//! whole page, its faults beside its fields. A section is a file here and one in `templates/portal/profile`.

mod choices;
mod details;
mod email;
mod end_session;
mod export;
mod passkeys;
mod password;
mod recovery_codes;
mod remove_passkey;
mod rename_passkey;
mod session_list;
mod session_row;
mod show;
mod totp;
mod trusted_browser;
mod two_step;
mod view;

pub(in crate::portal) use details::submit as save;
pub(in crate::portal) use email::submit as change_email;
pub(in crate::portal) use end_session::{submit as end_session, submit_others as end_others};
pub(in crate::portal) use export::submit as export;
pub(in crate::portal) use password::submit as change_password;
pub(in crate::portal) use recovery_codes::replace as replace_codes;
pub(in crate::portal) use remove_passkey::submit as remove_passkey;
pub(in crate::portal) use rename_passkey::{show as show_passkey, submit as rename_passkey};
pub(in crate::portal) use session_row::{SessionRow, ago};
pub(in crate::portal) use show::show;
pub(in crate::portal) use totp::{
    confirm as confirm_totp, remove as remove_totp, start as start_totp,
};
pub(in crate::portal) use trusted_browser::forget as forget_browser;
