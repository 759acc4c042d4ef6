//! What the outside supplies to the engine.

mod hooks;
mod key_ring_source;
mod mailer;

pub use hooks::{BeforeSignUp, BeforeToken, Hooks, NoHooks, OnEvent, Refusal};
pub use key_ring_source::KeyRingSource;
pub use mailer::{MailError, Mailer};
