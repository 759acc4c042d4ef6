//! Access tokens: signed JWTs (RFC 9068) of a tenant's issuer.

mod access;

pub(crate) use access::{AccessTokenFacts, IssueError, sign_access_token};
pub use access::{RESERVED_CLAIMS, Tokens};
