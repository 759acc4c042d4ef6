//! A suspended organization: its owners see what has happened, in the portal, and nothing else.

use authnex_core::tenant::StateChange;
use authnex_http::route::{PortalRoute, Requirement, RouteName, routes};

use super::browser::Browser;
use crate::harness::{EMAIL, OWNER, PASSWORD, World, anonymous, call, post};

const PAGE: &str = "/portal/sign-in?organization=acme";
const SIGN_IN: &str = "/portal/sign-in";

fn credentials(email: &str) -> [(&str, &str); 3] {
    [
        ("organization", "acme"),
        ("email", email),
        ("password", PASSWORD),
    ]
}

async fn change(world: &World, change: StateChange) {
    let operator = world.authnex.operator();
    operator
        .set_tenant_state("acme", change, &anonymous())
        .await
        .unwrap();
}

async fn suspended() -> World {
    let world = World::with_two_tenants().await;
    change(&world, StateChange::Suspend).await;
    world
}

#[tokio::test]
async fn an_owner_lands_on_one_page_and_signs_out_of_it() {
    let world = suspended().await;
    let mut browser = Browser::new(&world);
    let landed = browser.fill_in(PAGE, SIGN_IN, &credentials(OWNER)).await;
    assert_eq!(landed.status, 303, "{}", landed.text());
    assert_eq!(landed.header("location"), "/portal/suspended");
    let shown = browser.open("/portal/suspended").await;
    assert_eq!(shown.status, 200);
    for text in ["suspended", "Only the operator", OWNER, "ACME"] {
        assert!(shown.text().contains(text), "{text}");
    }
    let out = browser
        .fill_in("/portal/suspended", "/portal/suspended/sign-out", &[])
        .await;
    assert_eq!(out.header("location"), "/portal/sign-in?done=signed-out");
    assert_eq!(browser.open("/portal/suspended").await.status, 303);
}

/// The session of the one page, as cookies.
async fn owner_of_suspended(world: &World) -> String {
    let mut browser = Browser::new(world);
    browser.fill_in(PAGE, SIGN_IN, &credentials(OWNER)).await;
    let pairs = browser
        .cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn nothing_else_is_reachable_by_that_session() {
    let world = suspended().await;
    let cookies = owner_of_suspended(&world).await;
    for route in routes() {
        if !matches!(route.requires, Requirement::Session) {
            continue;
        }
        let reply = call(route.verb.as_str(), &route.path_of("acme"))
            .header("cookie", &cookies)
            .send(&world)
            .await;
        assert_eq!(reply.status, 303, "{}", route.path);
        assert!(reply.header("location").ends_with("/sign-in"));
    }
    let only: Vec<_> = routes()
        .filter(|route| route.requires == Requirement::SuspendedOwner)
        .map(|route| route.name)
        .collect();
    let wanted = [PortalRoute::Suspended, PortalRoute::SuspendedSignOut].map(RouteName::Portal);
    assert_eq!(only, wanted);
}

#[tokio::test]
async fn members_and_hosted_pages_stay_shut() {
    let world = suspended().await;
    let mut browser = Browser::new(&world);
    let member = browser.fill_in(PAGE, SIGN_IN, &credentials(EMAIL)).await;
    assert_eq!(member.status, 401);
    let hosted = [("email", OWNER), ("password", PASSWORD)];
    let page = "/t/acme/sign-in";
    let owner = browser.fill_in(page, page, &hosted).await;
    assert_eq!(owner.status, 401);
    let body = serde_json::json!({"email": OWNER, "password": PASSWORD});
    let headless = post("/t/acme/api/v1/auth/sign-in").json(&body);
    assert_eq!(headless.send(&world).await.status, 401);
}

#[tokio::test]
async fn a_user_who_is_no_owner_has_no_such_page_even_with_a_session_of_before() {
    let world = World::with_two_tenants().await;
    let (member, _) = world.cookie("acme").await;
    change(&world, StateChange::Suspend).await;
    let reply = call("GET", "/portal/suspended")
        .header("cookie", &member)
        .send(&world)
        .await;
    assert_eq!(reply.status, 303);
}

#[tokio::test]
async fn the_page_is_gone_and_all_works_once_it_is_reactivated() {
    let world = suspended().await;
    let mut browser = Browser::new(&world);
    browser.fill_in(PAGE, SIGN_IN, &credentials(OWNER)).await;
    change(&world, StateChange::Reactivate).await;
    assert_eq!(browser.open("/portal/suspended").await.status, 303);
    assert_eq!(browser.open("/portal/dashboard").await.status, 200);
    let member = browser.fill_in(PAGE, SIGN_IN, &credentials(EMAIL)).await;
    assert_eq!(member.header("location"), "/portal/dashboard");
}

#[tokio::test]
async fn a_tenant_about_to_be_deleted_lets_no_owner_in() {
    let world = World::with_two_tenants().await;
    change(&world, StateChange::RequestDeletion).await;
    let mut browser = Browser::new(&world);
    let refused = browser.fill_in(PAGE, SIGN_IN, &credentials(OWNER)).await;
    assert_eq!(refused.status, 401);
}

#[tokio::test]
async fn its_form_wants_the_token_of_its_session() {
    let world = suspended().await;
    let cookies = owner_of_suspended(&world).await;
    for fields in [&[][..], &[("csrf", "AAAA")]] {
        let reply = post("/portal/suspended/sign-out")
            .header("cookie", &cookies)
            .form(fields)
            .send(&world)
            .await;
        assert_eq!(reply.status, 403);
    }
}
