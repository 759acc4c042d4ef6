//! An axum application that links AuthNex in: one route for whoever is signed in, one for who may write.

use authnex_core::Authnex;
use authnex_http::{AuthLayer, AuthnexService, CurrentUser, RequirePermission};
use axum::{
    Router,
    routing::{get, post},
};

/// The application's routes; everything else is AuthNex's: portal, hosted pages, JSON API, discovery.
pub fn app(authnex: &Authnex) -> Router {
    Router::new()
        .route("/hello", get(hello))
        .route(
            "/articles",
            post(write).route_layer(RequirePermission::new("articles:write")),
        )
        .layer(AuthLayer::new(authnex.clone(), "acme"))
        .fallback_service(AuthnexService::new(authnex.clone()))
}

async fn hello(who: CurrentUser) -> String {
    format!("Hello, {}", who.user.username)
}

async fn write() -> &'static str {
    "written"
}
