//! The rows, one file for each group.

#[cfg(feature = "api")]
mod api;
#[cfg(feature = "api")]
mod management;
#[cfg(feature = "oidc")]
mod oidc;
#[cfg(feature = "api")]
mod operator;
#[cfg(feature = "portal")]
mod portal;
mod system;

use super::Route;

/// Every row of the table that this build serves.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    let rows = system::ROUTES.iter();
    #[cfg(feature = "api")]
    let rows = rows
        .chain(api::ROUTES)
        .chain(management::ROUTES)
        .chain(operator::ROUTES);
    #[cfg(feature = "oidc")]
    let rows = rows.chain(oidc::ROUTES);
    #[cfg(feature = "portal")]
    let rows = rows.chain(portal::ROUTES);
    rows
}
