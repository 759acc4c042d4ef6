//! A tenant that lists networks lets people in from there alone: pages, forms, JSON API, on every request.

use serde_json::json;

use crate::harness::{Call, EMAIL, PASSWORD, World, anonymous, call, get, post, sign_up};

const INSIDE: &str = "192.0.2.7";
const OUTSIDE: &str = "203.0.113.7";

async fn world() -> World {
    let world = World::with_two_tenants().await;
    restrict(&world).await;
    world
}

async fn restrict(world: &World) {
    let tenant = world.handle("acme").await;
    let networks = json!({"ip_allowlist": ["192.0.2.0/24", "2001:db8:1::/48"]});
    let overrides = serde_json::from_value(networks).unwrap();
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
}

fn sign_in(slug: &str) -> Call {
    let body = json!({"email": EMAIL, "password": PASSWORD});
    post(&format!("/t/{slug}/api/v1/auth/sign-in")).json(&body)
}

#[tokio::test]
async fn sign_in_by_json_is_refused_from_elsewhere() {
    let world = world().await;
    for inside in [INSIDE, "::ffff:192.0.2.9", "2001:db8:1:2::3"] {
        assert_eq!(
            sign_in("acme").peer(inside).send(&world).await.status,
            200,
            "{inside}"
        );
    }
    for outside in [OUTSIDE, "2001:db8:2::1", "::ffff:203.0.113.9"] {
        let refused = sign_in("acme").peer(outside).send(&world).await;
        refused.is_problem(403, "address_not_allowed");
    }
    sign_in("acme")
        .send(&world)
        .await
        .is_problem(403, "address_not_allowed");
    assert_eq!(
        sign_in("globex").peer(OUTSIDE).send(&world).await.status,
        200
    );
}

#[tokio::test]
async fn a_session_that_is_open_goes_no_further_from_elsewhere() {
    let world = World::with_two_tenants().await;
    let (cookie, _) = world.cookie("acme").await;
    let tokens = world.tokens("acme").await;
    let key = world.key("acme", &["users:read"]).await;
    restrict(&world).await;
    for (from, page, me) in [(INSIDE, 200, 200), (OUTSIDE, 403, 403), (INSIDE, 200, 200)] {
        let opened = get("/portal/dashboard")
            .header("cookie", &cookie)
            .peer(from);
        assert_eq!(opened.send(&world).await.status, page, "{from}");
        let opened = get("/t/acme/signed-in")
            .header("cookie", &cookie)
            .peer(from);
        assert_eq!(opened.send(&world).await.status, page, "{from}");
        let asked = get("/t/acme/api/v1/me").bearer(&tokens.access).peer(from);
        assert_eq!(asked.send(&world).await.status, me, "{from}");
        // A machine's key is bound to no place.
        let asked = get("/t/acme/api/v1/users").bearer(&key).peer(from);
        assert_eq!(asked.send(&world).await.status, 200, "{from}");
    }
}

#[tokio::test]
async fn pages_say_so_and_other_organizations_stay_open() {
    let world = world().await;
    let page = get("/t/acme/sign-in").peer(OUTSIDE).send(&world).await;
    assert_eq!(page.status, 403);
    assert!(page.text().contains("Your network may not come in"));
    assert_eq!(
        get("/t/acme/sign-in")
            .peer(INSIDE)
            .send(&world)
            .await
            .status,
        200
    );
    assert_eq!(
        get("/t/globex/sign-in")
            .peer(OUTSIDE)
            .send(&world)
            .await
            .status,
        200
    );
    // The portal's own forms lead to other organizations.
    let (cookie, _) = world.cookie("acme").await;
    let form = get("/portal/sign-in")
        .header("cookie", &cookie)
        .peer(OUTSIDE);
    assert_eq!(form.send(&world).await.status, 200);
    let keys = call("GET", "/t/acme/.well-known/openid-configuration").peer(OUTSIDE);
    assert_eq!(
        keys.send(&world).await.status,
        200,
        "what relying parties read"
    );
}

#[tokio::test]
async fn a_key_that_is_none_opens_nothing_from_elsewhere() {
    let world = world().await;
    let made_up = get("/t/acme/api/v1/me")
        .bearer("anx_key_made_up")
        .peer(OUTSIDE);
    assert_eq!(made_up.send(&world).await.status, 403);
    sign_up(&world.handle("globex").await, "more@example.test").await;
}

#[tokio::test]
async fn nobody_locks_out_the_address_that_sets_the_list() {
    use authnex_core::flow::UpdatePolicyError;
    let world = World::with_two_tenants().await;
    let tenant = world.handle("acme").await;
    let from = |address: &str| authnex_core::foundation::RequestContext {
        address: Some(address.parse().unwrap()),
        ..anonymous()
    };
    let set = async |network: &str, address: &str| {
        let tenant = world.handle("acme").await;
        let overrides = serde_json::from_value(json!({"ip_allowlist": [network]})).unwrap();
        tenant.update_policy(overrides, &from(address)).await
    };
    for (network, address) in [("192.0.2.0/24", OUTSIDE), ("2001:db8::/32", INSIDE)] {
        match set(network, address).await {
            Err(UpdatePolicyError::LocksOut(told)) => assert_eq!(told.to_string(), address),
            other => panic!("{other:?}"),
        }
    }
    assert!(tenant.policy().ip_allowlist.is_empty());
    set("192.0.2.0/24", "::ffff:192.0.2.1").await.unwrap();
    set("0.0.0.0/0", INSIDE).await.unwrap();
}
