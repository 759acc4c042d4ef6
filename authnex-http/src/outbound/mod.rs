//! Adapters of the engine's ports that speak to the network.

mod egress;
mod smtp;
mod smtp_options;

pub use egress::{EgressClient, Resolve, SystemResolver};
pub use smtp::SmtpMailer;
pub use smtp_options::{SmtpOptions, SmtpOptionsError};
