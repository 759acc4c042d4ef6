//! Refresh tokens: opaque, rotating, in families with reuse detection (RFC 9700 4.14.2).
//!
//! Every use replaces the token. A token used again ends its whole family, since either its holder or a thief
//! now has a copy; but within the policy's grace the same client gets the same successor, so that a lost
//! answer does not sign anybody out. The successor is kept for that time only, sealed under a key derived from
//! the old token, and erased at the successor's first use.

mod model;
mod repo;
mod successor;

pub use model::{Family, NewRefreshToken, RefreshToken, Rotation};
pub use repo::{RefreshReads, RefreshWrites};
pub(crate) use successor::{open_successor, seal_successor};
