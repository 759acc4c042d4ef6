//! The OpenID provider: for now what a resource server needs, metadata and keys.

mod discovery;
mod jwks;
mod router;

pub(crate) use discovery::Discovery;
pub(crate) use router::handler;
