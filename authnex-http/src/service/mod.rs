//! The tower services: the whole, and its parts.

mod builder;
mod future;
mod operator_token;
mod router;
mod services;

pub use builder::ServiceBuilder;
pub use future::ResponseFuture;
pub use operator_token::{OperatorToken, OperatorTokenError};
#[cfg(feature = "api")]
pub use services::ApiService;
pub use services::AuthnexService;
#[cfg(feature = "portal")]
pub use services::PortalService;
#[cfg(feature = "oidc")]
pub use services::{OidcService, WellKnownService, well_known};
