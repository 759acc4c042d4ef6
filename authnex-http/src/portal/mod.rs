//! The portal and the hosted pages: server-rendered, real forms and links, no script needed.
//!
//! A handler takes finished facts, calls one flow and draws a page or leads on. GET changes nothing.

#[cfg(feature = "api")]
mod admitted;
pub(crate) mod answer;
mod asking_page;
mod asset;
mod error_page;
mod flash;
mod form;
mod form_post;
mod frame;
mod handlers;
mod hosted;
mod last_method;
mod look;
mod mailed;
mod organizations;
mod page;
mod password_step;
mod quick_start;
mod refusal;
mod response;
mod rules;
mod shell;
mod snippet;
mod step;
mod tab;
mod theme;
mod totp_view;
mod waiting;

#[cfg(feature = "api")]
pub(crate) use asking_page::AskingPage;
pub(crate) use error_page::render_error_page;
pub(crate) use handlers::handler;
pub(crate) use look::Look;
pub(crate) use response::{add_cookie, see_other, to_client};
