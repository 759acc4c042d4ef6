//! AuthNex's engine: tenants, policies, sessions, tokens and the sign-in machine, without I/O of its own.
#![cfg_attr(feature = "engine", doc = include_str!("docs/tour.md"))]
#![cfg_attr(
    not(feature = "engine"),
    doc = "\nBuilt without the feature `engine`: offline verification of tokens only, see [`verify`]."
)]

#[cfg(feature = "verify")]
pub mod jose;
#[cfg(feature = "verify")]
pub mod verify;

#[cfg(feature = "engine")]
pub mod client;
#[cfg(feature = "engine")]
pub mod egress;
#[cfg(feature = "engine")]
mod engine;
#[cfg(feature = "engine")]
pub mod event;
#[cfg(feature = "engine")]
pub mod flow;
#[cfg(feature = "engine")]
pub mod foundation;
#[cfg(feature = "engine")]
pub mod instance;
#[cfg(feature = "engine")]
pub mod invite;
#[cfg(feature = "engine")]
pub mod keyring;
#[cfg(feature = "engine")]
pub mod mail;
#[cfg(feature = "engine")]
pub mod node;
#[cfg(feature = "engine")]
pub mod oauth;
#[cfg(feature = "engine")]
pub mod one_time;
#[cfg(feature = "engine")]
pub mod passkey;
#[cfg(feature = "engine")]
pub mod password;
#[cfg(feature = "engine")]
pub mod personal_data;
#[cfg(feature = "engine")]
pub mod policy;
#[cfg(feature = "engine")]
pub mod port;
#[cfg(feature = "engine")]
pub mod recovery_code;
#[cfg(feature = "engine")]
pub mod refresh;
#[cfg(feature = "engine")]
pub mod relay;
#[cfg(feature = "engine")]
pub mod retention;
#[cfg(feature = "engine")]
pub mod role;
#[cfg(feature = "engine")]
pub mod session;
#[cfg(feature = "engine")]
pub mod sign_in;
#[cfg(feature = "engine")]
pub mod signing_key;
#[cfg(feature = "engine")]
pub mod store;
#[cfg(feature = "engine")]
pub mod tenant;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "engine")]
pub mod throttle;
#[cfg(feature = "engine")]
pub mod token;
#[cfg(feature = "engine")]
pub mod totp;
#[cfg(feature = "engine")]
pub mod trusted_device;
#[cfg(feature = "engine")]
pub mod usage;
#[cfg(feature = "engine")]
pub mod user;

#[cfg(feature = "engine")]
pub use engine::{
    AccessTokenError, Authnex, AuthnexBuilder, BaseUrl, BaseUrlError, BuildError, Erased,
    Invalidated, NewTenantMade, Operator, Rewrapped, SignInPlace, TenantHandle, Workers,
};
#[cfg(feature = "engine")]
pub use flow::CurrentUser;
#[cfg(feature = "engine")]
pub use foundation::Secret;
