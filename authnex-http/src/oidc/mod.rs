//! The OpenID provider: metadata and keys, authorization, tokens, userinfo, and sign-out at a client's wish.

#[cfg(feature = "portal")]
mod authorize;
mod caller;
mod cors;
mod discovery;
#[cfg(feature = "portal")]
mod end_session;
mod introspect;
mod jwks;
mod revoke;
mod router;
mod token;
mod user_info;

pub(crate) use discovery::Discovery;
pub(crate) use router::handler;
