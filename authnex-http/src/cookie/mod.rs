//! The cookies of one origin.
//!
//! - One session per browser and tenant: `__Host-anx_<tag>`, the tag from the tenant's id, which never changes.
//! - `__Host-anx_org`: the slug of the portal's current tenant; no secret.
//! - `__Host-anx_orgs`: the slugs that the browser signed in to; no secret.
//! - `__Host-anx_csrf`: a random value that forms before sign-in are bound to.
//! - `__Host-anx_flow`: the handle of a sign-in that demands something first.
//! - `__Host-anx_flow_last`: how the browser signed in the last time; no secret.
//! - `__Host-anx_device_<tag>`: the token of a browser that is not asked for the second factor; each sign-in
//!   replaces it.
//! - `__Host-anx_flow_offer`: that the offer of a passkey was dismissed; no secret.
//! - `__Host-anx_flow_<tag>`: the authorization request for which the visitor is signing in, under a MAC.
//! - `__Host-anx_theme`: light or dark, where the visitor chose; no secret.
//!
//! All are `HttpOnly`, `SameSite=Lax`, `Path=/` and host-only. On a plain-http loopback base URL browsers take
//! neither the prefix nor `Secure`, so both are left out there.

#[cfg(feature = "portal")]
mod pending;
mod read;
mod scheme;

#[cfg(feature = "portal")]
pub(crate) use pending::Pending;
pub(crate) use read::cookie_of;
pub(crate) use scheme::CookieScheme;
