//! The portal and the hosted pages: server-rendered, real forms and links, no script needed.
//!
//! A handler takes finished facts, calls one flow and draws a page or leads on. GET changes nothing.

mod asset;
mod error_page;
mod flash;
mod form;
mod frame;
mod handlers;
mod hosted;
mod language;
mod mailed;
mod page;
mod password_step;
mod refusal;
mod response;

pub(crate) use error_page::render_error_page;
pub(crate) use handlers::handler;
