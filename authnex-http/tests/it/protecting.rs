//! An application's own routes behind `AuthLayer`, `CurrentUser` and `RequirePermission`.

use authnex_http::{AuthLayer, CurrentUser, RequirePermission};
use axum::{
    Router,
    routing::{get as on_get, post as on_post},
};

use crate::harness::{EMAIL, World, anonymous, get, post};

async fn hello(user: CurrentUser) -> String {
    format!("hello {}", user.user.username)
}

fn app(world: &World) -> Router {
    Router::new()
        .route(
            "/articles",
            on_post(|user: CurrentUser| async move { user.user.username.clone() }),
        )
        .route_layer(RequirePermission::new("articles:write"))
        .route("/hello", on_get(hello).post(hello))
        .layer(AuthLayer::new(world.authnex.clone(), "acme"))
}

#[tokio::test]
async fn a_route_wants_a_signed_in_user_by_token_or_cookie() {
    let world = World::with_two_tenants().await;
    let app = app(&world);
    get("/hello")
        .send_to(app.clone())
        .await
        .is_problem(401, "unauthenticated");
    let access = world.tokens("acme").await.access;
    let by_token = get("/hello").bearer(&access).send_to(app.clone()).await;
    assert_eq!(by_token.text(), format!("hello {EMAIL}"));
    let (cookie, _) = world.cookie("acme").await;
    let by_cookie = get("/hello")
        .header("cookie", &cookie)
        .send_to(app.clone())
        .await;
    assert_eq!(by_cookie.text(), format!("hello {EMAIL}"));

    let foreign = world.tokens("globex").await.access;
    get("/hello")
        .bearer(&foreign)
        .send_to(app.clone())
        .await
        .is_problem(401, "invalid_token");
    let (cookie, _) = world.cookie("globex").await;
    let reply = get("/hello").header("cookie", &cookie).send_to(app).await;
    reply.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_cookie_from_another_origin_changes_nothing() {
    let world = World::with_two_tenants().await;
    let app = app(&world);
    let (cookie, _) = world.cookie("acme").await;
    let call = post("/hello").header("cookie", &cookie);
    let foreign = call
        .clone()
        .header("origin", "https://evil.example")
        .send_to(app.clone())
        .await;
    foreign.is_problem(403, "foreign_form");
    let own = call
        .header("origin", "http://localhost:8080")
        .send_to(app)
        .await;
    assert_eq!(own.status, 200);
}

#[tokio::test]
async fn a_route_wants_a_permission() {
    let world = World::with_two_tenants().await;
    let app = app(&world);
    post("/articles")
        .send_to(app.clone())
        .await
        .is_problem(401, "unauthenticated");
    let access = world.tokens("acme").await.access;
    let call = post("/articles").bearer(&access);
    let denied = call.clone().send_to(app.clone()).await;
    denied.is_problem(403, "permission_required");
    assert!(
        denied
            .header("www-authenticate")
            .contains("insufficient_scope")
    );

    let tenant = world.handle("acme").await;
    let who = tenant.authenticate_access_token(&access).await.unwrap();
    tenant
        .create_role("editor", &["articles:write"], &anonymous())
        .await
        .unwrap();
    let tenant = world.handle("acme").await;
    tenant
        .assign_role(who.user.id, "editor", &anonymous())
        .await
        .unwrap();
    let reply = call.send_to(app).await;
    assert_eq!((reply.status.as_u16(), reply.text()), (200, EMAIL));
}

#[tokio::test]
async fn a_layer_for_a_tenant_that_is_not_there_fails_and_says_nothing() {
    let world = World::new().await;
    let app = Router::new()
        .route("/hello", on_get(hello))
        .layer(AuthLayer::new(world.authnex.clone(), "nowhere"));
    let reply = get("/hello").send_to(app).await;
    reply.is_problem(500, "internal_error");
    assert!(!reply.text().contains("AuthLayer"));
}
