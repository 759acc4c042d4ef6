//! How an application protects its own routes.
//!
//! [`AuthLayer`] says which tenant the routes belong to. Behind it the extractor [`CurrentUser`] lets signed-in users
//! through, and the layer [`RequirePermission`] those who hold a permission. Who is signed in is found out once per
//! request, and only when something asks.

mod auth;
mod credentials;
mod current_user;
mod rejection;
mod require_permission;

pub use auth::{AuthLayer, AuthService};
pub use current_user::CurrentUser;
pub use rejection::Rejection;
pub use require_permission::{RequirePermission, RequirePermissionService};
