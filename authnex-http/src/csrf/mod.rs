//! Which forms are taken: those that one of our own pages sent, for the session that it was drawn for.
//!
//! 1. **Where it comes from** ([`check_origin`]): `Sec-Fetch-Site` must be `same-origin` or `none` and `Origin` the base
//!    URL's. Where a browser sends neither, the form token alone decides.
//! 2. **The form token** ([`FormTokens`]), field `csrf`: in a session HMAC(tenant's key, session id and tenant id); for forms
//!    that anyone may send HMAC(installation's key, the random cookie `anx_csrf`). Compared in constant time.
//! 3. **The organization**: a form that names another tenant (field `tenant`) than the current one is answered by
//!    409, and nothing is changed.
//!
//! `SameSite=Lax` on the cookies stands behind all of it. The JSON API takes no cookies and needs none of it, but
//! for what pages ask by script (passkeys): there the token is in the header `X-CSRF-Token`, and 1 to 3 hold as in forms.

mod origin;
#[cfg(feature = "portal")]
mod token;

/// The header in which a script of our pages sends the form token: no other origin's page can set it.
#[cfg(feature = "portal")]
pub(crate) const FORM_TOKEN_HEADER: &str = "x-csrf-token";

pub(crate) use origin::check_origin;
#[cfg(feature = "portal")]
pub(crate) use token::FormTokens;
