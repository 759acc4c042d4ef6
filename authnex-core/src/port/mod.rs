//! What the outside supplies to the engine.

mod hooks;
mod mailer;

pub use hooks::{BeforeSignUp, BeforeToken, Hooks, NoHooks, OnEvent, Refusal};
pub use mailer::{MailError, Mailer};
