//! The engine: what an application or a server holds on to.
//!
//! [`Authnex`] is built once; [`Authnex::tenant`] opens a handle that is bound to one tenant, and everything
//! that touches a tenant's data goes through it. [`Workers`] do what nobody waits for.

mod apply;
mod authnex;
mod base_url;
mod builder;
mod mail_worker;
mod operator;
mod operator_erase;
mod operator_health;
mod operator_invalidate;
mod operator_keys;
mod operator_transfer;
mod snapshots;
mod tenant;
mod tenant_admin;
mod tenant_administration;
mod tenant_clients;
mod tenant_factors;
mod tenant_invites;
mod tenant_keys;
mod tenant_lists;
mod tenant_mail;
mod tenant_me;
mod tenant_oauth;
mod tenant_passkeys;
mod tenant_portal;
mod tenant_tokens;
mod tenant_trail;
mod tenant_users;
mod upkeep;
mod workers;

pub use authnex::{Authnex, NewTenantMade};
pub use base_url::{BaseUrl, BaseUrlError};
pub use builder::{AuthnexBuilder, BuildError};
pub use operator::Operator;
pub use operator_erase::Erased;
pub use operator_invalidate::Invalidated;
pub use operator_keys::Rewrapped;
pub use tenant::TenantHandle;
pub use tenant_factors::SignInPlace;
pub use tenant_tokens::AccessTokenError;
pub use workers::Workers;
