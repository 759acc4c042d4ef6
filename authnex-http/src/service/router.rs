use axum::{
    Router,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::MethodRouter,
};

use crate::{
    error::Failure,
    middleware::{guard, shell},
    route::{Route, RouteName},
    state::HttpState,
};

/// A router of some rows.
pub(super) fn router_of(state: HttpState, rows: impl Iterator<Item = &'static Route>) -> Router {
    bind(state, rows.map(|route| (route, route.path.to_owned())))
}

/// A router of the documents at the origin's root, with the base URL's path put in before the tenant's.
#[cfg(feature = "oidc")]
pub(super) fn root_documents(state: HttpState, base_path: &str) -> Router {
    let rows = crate::route::routes().filter(|route| route.path.starts_with("/.well-known/"));
    let moved = |path: &str| path.replace("/t/{slug}", &format!("{base_path}/t/{{slug}}"));
    bind(state, rows.map(|route| (route, moved(route.path))))
}

fn bind(state: HttpState, rows: impl Iterator<Item = (&'static Route, String)>) -> Router {
    let mut router = Router::new();
    for (route, path) in rows {
        let around = from_fn_with_state((state.clone(), route), guard);
        router = router.route(&path, handler_of(route).layer(around));
    }
    router
        .fallback(unseen)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(state.clone(), shell))
        .with_state(state)
}

fn handler_of(route: &'static Route) -> MethodRouter<HttpState> {
    match route.name {
        #[cfg(feature = "api")]
        RouteName::Api(name) => crate::api::handler(name),
        #[cfg(feature = "api")]
        RouteName::Management(name) => crate::api::management(name),
        #[cfg(feature = "api")]
        RouteName::Operator(name) => crate::api::operator(name),
        #[cfg(feature = "oidc")]
        RouteName::Oidc(name) => crate::oidc::handler(name),
        #[cfg(feature = "portal")]
        RouteName::Portal(name) => crate::portal::handler(name),
        RouteName::System(name) => crate::system::handler(name),
        // Rows of a group that this build has no handlers for are not in `routes()` either.
        #[cfg(not(all(feature = "api", feature = "oidc", feature = "portal")))]
        _ => MethodRouter::new(),
    }
}

async fn unseen() -> Failure {
    Failure::not_found()
}

async fn wrong_method() -> Response {
    Failure::wrong_method().into_response()
}
