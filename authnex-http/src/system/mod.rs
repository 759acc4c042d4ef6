//! Routes of the installation: health, readiness, metrics, and the OpenAPI document.

mod health;
mod mailbox;
mod metrics;
mod router;

pub(crate) use health::Health;
pub(crate) use router::handler;
