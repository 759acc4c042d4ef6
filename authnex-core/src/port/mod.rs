//! What the outside supplies to the engine.

mod breached_passwords;
mod egress;
mod hooks;
mod key_ring_source;
mod mailer;

pub use breached_passwords::{BreachedPasswords, BreachedPasswordsError};
pub use egress::{Egress, EgressAnswer, EgressCall, EgressError};
pub use hooks::{BeforeSignUp, BeforeToken, Hooks, NoHooks, OnEvent, Refusal};
pub use key_ring_source::KeyRingSource;
pub use mailer::{MailError, Mailer};
