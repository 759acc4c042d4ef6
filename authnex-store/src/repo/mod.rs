//! Every repository trait of the engine, implemented once over a [`Connection`](crate::driver::Connection).
//!
//! [`Scoped`] is the one type: `dyn Reader`, `dyn Unit` and their platform kin decide what of it is visible.
//! Each noun's statements stand beside their use, are rendered once, and are listed for the checks.

mod authorization_code;
mod client;
mod client_secret;
mod consent;
pub(crate) mod erased;
mod event;
mod event_seal;
mod event_search;
mod former_password;
mod former_tenant;
mod health;
mod instance;
mod invite;
mod logout_notice;
mod mail;
mod node;
mod one_time;
mod passkey;
mod query;
mod recovery_code;
mod refresh;
mod relay;
mod retention;
mod role;
mod scoped;
mod seen_jti;
mod session;
mod sign_in_flow;
mod signing_key;
mod spare_key;
mod tenant;
mod throttle;
mod totp;
mod trusted_device;
mod usage;
mod user;
mod user_deletion;
mod user_list;
mod wrapped;

#[cfg(feature = "postgres")]
pub(crate) use event::is_event_committed;
pub(crate) use health::ping;
pub(crate) use scoped::{MODULES, Scoped};
