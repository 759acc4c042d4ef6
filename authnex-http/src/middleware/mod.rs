//! What happens to every request around its handler.
//!
//! From the outside in: the facts of the request ([`observe`]: id, client address, span, log line, metrics), security
//! headers, rendering of failures, the declared size of the body; then, per row of the route table ([`guard`]),
//! panics, the time limit, the rate limits ([`rates`]), the addresses that the tenant lets in, the origin of page forms,
//! and the row's requirement.

mod client_address;
mod guard;
mod limiter;
mod observe;
mod proxies;
mod rates;
mod request_id;
mod security_headers;
mod shell;

pub use client_address::PeerAddress;
pub(crate) use client_address::client_address_of;
pub(crate) use guard::guard;
pub(crate) use limiter::RateLimiter;
pub(crate) use proxies::TrustedProxies;
pub(crate) use request_id::request_id_of;
#[cfg(feature = "portal")]
pub(crate) use security_headers::page_policy_to;
pub(crate) use shell::shell;
