//! The JSON APIs, by Bearer tokens only, no cookies: the headless one and the management API below
//! `/t/{slug}/api/v1`, the operator's below `/api/v1`.

pub(crate) mod auth;
pub(crate) mod client;
pub(crate) mod event;
pub(crate) mod invite;
pub(crate) mod me;
pub(crate) mod policy;
pub(crate) mod role;
mod router;
pub(crate) mod session;
pub(crate) mod tenant;
pub(crate) mod usage;
pub(crate) mod user;

pub(crate) use router::{handler, management, operator};
