//! Tenants as the one who runs the installation sees, makes and changes them.

mod change;
mod create;
mod list;
mod show;
mod view;

pub(crate) use change::{ChangeTenantBody, change};
pub(crate) use create::{CreateTenantBody, CreatedTenantAnswer, create};
pub(crate) use list::{TenantsAnswer, list};
pub(crate) use show::show;
pub(crate) use view::TenantView;
