//! Codes of an authenticator app (RFC 6238): SHA-1, six digits, 30 seconds, one step either side.
//!
//! A secret is sealed under the tenant's data key and pending until a code has confirmed it. A step is used once:
//! the last one that was is kept, and one guarded statement decides who uses the next.

mod model;
mod qr;
mod repo;
mod secret;

pub use model::{ActiveTotp, PendingTotp, TotpState};
pub use qr::qr_svg;
pub use repo::{TotpReads, TotpWrites};
pub(crate) use secret::TotpSecret;
