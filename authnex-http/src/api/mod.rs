//! The headless JSON API below `/t/{slug}/api/v1`: Bearer tokens only, no cookies.

pub(crate) mod auth;
pub(crate) mod me;
mod router;

pub(crate) use router::handler;
