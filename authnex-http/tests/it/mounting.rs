//! Whole and parts, below a path and at the root.

use authnex_http::{
    ApiService, AuthnexService, OidcService, PortalService, ServiceBuilder, well_known,
};
use axum::Router;

use crate::harness::{World, get};

const BASE: &str = "https://example.test/auth";

#[tokio::test]
async fn the_whole_is_nested_in_a_router_and_its_root_documents_stand_beside() {
    let world = World::with(BASE, |options| options).await;
    world.tenant("acme").await;
    let app = Router::new()
        .nest_service("/auth", AuthnexService::new(world.authnex.clone()))
        .fallback_service(well_known(world.authnex.clone()));
    for path in [
        "/auth/t/acme/.well-known/openid-configuration",
        "/.well-known/openid-configuration/auth/t/acme",
        "/.well-known/oauth-authorization-server/auth/t/acme",
    ] {
        let reply = get(path).send_to(axum_service(&app)).await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.json()["issuer"], "https://example.test/auth/t/acme");
    }
    let there = get("/auth/t/acme/api/v1/me")
        .send_to(axum_service(&app))
        .await;
    there.is_problem(401, "unauthenticated");
    let missing = get("/.well-known/openid-configuration/t/acme")
        .send_to(axum_service(&app))
        .await;
    assert_eq!(missing.status, 404);
    let page = get("/auth/portal/dashboard")
        .send_to(axum_service(&app))
        .await;
    assert_eq!(
        page.header("location"),
        "https://example.test/auth/portal/sign-in"
    );
}

/// Any tower service over any body.
fn axum_service(
    app: &Router,
) -> impl tower::Service<
    http::Request<http_body_util::Full<bytes::Bytes>>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
> + use<> {
    app.clone()
}

#[tokio::test]
async fn each_part_serves_its_own_rows_alone() {
    let world = World::new().await;
    world.tenant("acme").await;
    let paths = ["/t/acme/api/v1/me", "/t/acme/oauth/jwks", "/portal/sign-in"];
    let options = || ServiceBuilder::new(world.authnex.clone());
    let api = ApiService::with(options());
    let oidc = OidcService::with(options());
    let portal = PortalService::with(options());
    let mut found = Vec::new();
    for path in paths {
        found.push([
            get(path).send_to(api.clone()).await.status != 404,
            get(path).send_to(oidc.clone()).await.status != 404,
            get(path).send_to(portal.clone()).await.status != 404,
        ]);
    }
    assert_eq!(
        found,
        [
            [true, false, false],
            [false, true, false],
            [false, false, true]
        ]
    );
}
