//! Where the engine may call: public addresses alone, for every URL that a tenant supplies.
//!
//! A URL is looked at twice: as it is written ([`EgressUrl`]), since an address in it never reaches a resolver, and
//! once its name was resolved ([`is_public`]), by whoever connects, so that no second resolution can lead elsewhere.

mod address;
mod url;

pub use address::is_public;
pub use url::{EgressRules, EgressUrl, EgressUrlError};
