//! Tenants: whose users, keys and rules stand apart.
//!
//! A tenant is `active`, `suspended` or has its deletion requested; only an active one signs anybody in. Its
//! slug is fixed once made, since its issuer (`{base}/t/{slug}`) is in every token.

mod branding;
mod details;
mod erasure;
mod model;
mod plan_name;
mod repo;
mod slug;
mod snapshot;

pub use branding::{Branding, is_color};
pub use details::TenantDetails;
pub use erasure::{FormerTenant, FormerTenantReads, TenantErasure};
pub use model::{NewTenant, StateChange, Tenant, TenantState};
pub use plan_name::{PlanName, PlanNameError};
pub use repo::{TenantReads, TenantWrites};
pub use slug::{Slug, SlugError};
pub use snapshot::TenantSnapshot;
