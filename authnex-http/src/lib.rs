//! AuthNex over HTTP: `tower` services and layers over `http` types.
//!
//! - [`AuthnexService`] is the whole; its parts can be mounted alone.
//! - [`AuthLayer`], [`CurrentUser`] and [`RequirePermission`] protect an application's own routes.
//! - [`route`] is the table of every route that this build serves.
//!
//! A handler does three things: it extracts finished facts, calls one flow of the engine, and renders. Errors are
//! rendered by exactly three renderers: problem+json (RFC 9457), OAuth error (RFC 6749 5.2), HTML page.
//!
//! ```no_run
//! # async fn example(authnex: authnex_core::Authnex) {
//! use authnex_http::{AuthLayer, AuthnexService, CurrentUser, RequirePermission};
//! use axum::{Router, routing::{get, post}};
//!
//! async fn hello(user: CurrentUser) -> String {
//!     format!("hello {}", user.user.username)
//! }
//!
//! let app: Router = Router::new()
//!     .route("/articles", post(|| async { "saved" }))
//!     .route_layer(RequirePermission::new("articles:write"))
//!     .route("/hello", get(hello))
//!     .layer(AuthLayer::new(authnex.clone(), "acme"))
//!     .nest_service("/auth", AuthnexService::new(authnex));
//! # drop(app);
//! # }
//! ```

#[cfg(feature = "api")]
mod api;
mod body;
mod cookie;
mod csrf;
mod error;
mod extract;
mod layer;
mod mailbox;
mod middleware;
#[cfg(feature = "oidc")]
mod oidc;
mod openapi;
#[cfg(feature = "outbound")]
pub mod outbound;
#[cfg(any(feature = "api", feature = "portal"))]
mod personal_data;
#[cfg(feature = "portal")]
mod portal;
pub mod route;
mod service;
mod state;
mod system;
#[cfg(any(feature = "api", feature = "oidc", feature = "portal"))]
mod text;

pub use body::{Body, BodyError};
pub use layer::{
    AuthLayer, AuthService, CurrentUser, Rejection, RequirePermission, RequirePermissionService,
};
pub use mailbox::DevMailbox;
pub use middleware::PeerAddress;
#[cfg(feature = "api")]
pub use service::ApiService;
#[cfg(feature = "portal")]
pub use service::PortalService;
pub use service::{
    AuthnexService, OperatorToken, OperatorTokenError, ResponseFuture, ServiceBuilder,
};
#[cfg(feature = "oidc")]
pub use service::{OidcService, WellKnownService, well_known};
