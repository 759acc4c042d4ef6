//! What hangs on a permission, by API key and by access token.

use authnex_core::tenant::StateChange;
use authnex_http::route::{Requirement, Route, routes};

use super::{Credentials, request};
use crate::harness::{World, anonymous, get};

/// The rows that want a permission, with it.
fn permission_rows() -> impl Iterator<Item = (&'static Route, &'static str)> {
    routes().filter_map(|route| match route.requires {
        Requirement::Permission(permission) => Some((route, permission)),
        _ => None,
    })
}

/// Asserts what every row that wants a permission answers to a token.
async fn all_answer(world: &World, token: &str, status: u16, code: &str) {
    let credentials = Credentials {
        access: Some(token.to_owned()),
        cookie: None,
    };
    let mut rows = 0;
    for (route, permission) in permission_rows() {
        let reply = request(route, &credentials).send(world).await;
        reply.is_problem(status, code);
        assert!(!reply.header("www-authenticate").is_empty() || code == "tenant_not_active");
        if code == "permission_required" {
            let problem = reply.json();
            assert!(problem["detail"].as_str().unwrap().contains(permission));
        }
        rows += 1;
    }
    assert!(rows >= 8);
}

#[tokio::test]
async fn a_user_without_the_permission_is_told_which_one() {
    let world = World::with_two_tenants().await;
    let member = world.tokens("acme").await.access;
    all_answer(&world, &member, 403, "permission_required").await;
}

#[tokio::test]
async fn a_key_without_the_permission_is_told_which_one() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["orders:read", "scim"]).await;
    all_answer(&world, &key, 403, "permission_required").await;
}

#[tokio::test]
async fn a_key_opens_each_row_by_its_permission_alone() {
    let world = World::with_two_tenants().await;
    for (route, permission) in permission_rows() {
        let credentials = Credentials {
            access: Some(world.key("acme", &[permission]).await),
            cookie: None,
        };
        let reply = request(route, &credentials).send(&world).await;
        let status = reply.status.as_u16();
        assert!(
            !matches!(status, 401 | 403 | 500..),
            "{}: {status}",
            route.path
        );
    }
}

#[tokio::test]
async fn keys_of_another_tenant_and_keys_that_are_over_open_nothing() {
    let world = World::with_two_tenants().await;
    let all: Vec<&str> = permission_rows()
        .map(|(_, permission)| permission)
        .collect();
    let foreign = world.key("globex", &all).await;
    all_answer(&world, &foreign, 401, "invalid_token").await;

    let tenant = world.handle("acme").await;
    let issued = world.issue("acme", &all).await;
    let token = issued.token.expose();
    let revoked = tenant.revoke_api_key(issued.key.id, &anonymous()).await;
    assert!(revoked.unwrap());
    all_answer(&world, token, 401, "invalid_token").await;

    let issued = world.issue("acme", &all).await;
    let client = issued.client.id;
    let disabled = tenant.set_client_enabled(client, false, &anonymous()).await;
    assert!(disabled.unwrap());
    all_answer(&world, issued.token.expose(), 401, "invalid_token").await;

    let mut typo = world.key("acme", &all).await;
    typo.pop();
    all_answer(&world, &typo, 401, "invalid_token").await;
}

#[tokio::test]
async fn keys_of_a_suspended_tenant_open_nothing() {
    let world = World::with_two_tenants().await;
    let all: Vec<&str> = permission_rows()
        .map(|(_, permission)| permission)
        .collect();
    let key = world.key("acme", &all).await;
    let operator = world.authnex.operator();
    operator
        .set_tenant_state("acme", StateChange::Suspend, &anonymous())
        .await
        .unwrap();
    all_answer(&world, &key, 403, "tenant_not_active").await;
}

#[tokio::test]
async fn a_key_is_no_user_and_no_cookie_opens_the_management_api() {
    let world = World::with_two_tenants().await;
    let key = world.key("acme", &["users:read"]).await;
    let me = get("/t/acme/api/v1/me").bearer(&key).send(&world).await;
    me.is_problem(401, "invalid_token");
    let (cookie, _) = world.cookie("acme").await;
    let users = get("/t/acme/api/v1/users").header("cookie", &cookie);
    users.send(&world).await.is_problem(401, "unauthenticated");
}
