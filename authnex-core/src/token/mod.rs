//! Access tokens: signed JWTs (RFC 9068) of a tenant's issuer; and ID tokens, which tell a client of a sign-in.

mod access;
mod id_token;
mod oauth_access;

pub(crate) use access::{AccessTokenFacts, IssueError, sign_access_token};
pub use access::{RESERVED_CLAIMS, Tokens};
pub(crate) use id_token::{IdTokenFacts, id_token_key, sign_id_token};
pub(crate) use oauth_access::{OAuthTokenFacts, sign_oauth_access_token};
