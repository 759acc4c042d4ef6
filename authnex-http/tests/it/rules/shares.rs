//! Limits of a tenant's own, of accounts, and shares of nodes over one store.

use std::sync::Arc;

use authnex_core::{
    Authnex,
    keyring::KeyRing,
    testing::{ManualClock, SeededEntropy, cheap_policy},
};
use authnex_http::AuthnexService;
use serde_json::json;

use crate::harness::{Call, EMAIL, World, anonymous, call, get, post};

fn attempt() -> Call {
    let body = json!({"email": EMAIL, "password": "guess", "name": 1});
    post("/t/acme/api/v1/auth/sign-in").json(&body)
}

async fn limited(policy: serde_json::Value) -> World {
    let world = World::with("http://localhost:8080", |options| options).await;
    let tenant = world.tenant("acme").await;
    let overrides = serde_json::from_value(policy).unwrap();
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
    world
}

#[tokio::test]
async fn a_tenants_own_limits_hold_at_once_and_for_it_alone() {
    let world = limited(json!({"rate_sign_in_address": 20})).await;
    world.tenant("globex").await;
    for _ in 0..2 {
        assert_eq!(attempt().peer("203.0.113.1").send(&world).await.status, 400);
    }
    let refused = attempt().peer("203.0.113.1").send(&world).await;
    refused.is_problem(429, "too_many_attempts");
    assert_eq!(refused.header("retry-after"), "3");
    let other = post("/t/globex/api/v1/auth/sign-in").json(&json!({"name": 1}));
    assert_eq!(other.peer("203.0.113.2").send(&world).await.status, 400);
}

#[tokio::test]
async fn a_tenants_requests_count_together_wherever_they_come_from() {
    let world = limited(json!({"rate_sign_in_tenant": 30})).await;
    for number in 1..=3 {
        let from = format!("203.0.113.{number}");
        let reply = attempt().peer(&from).send(&world).await;
        assert_eq!(reply.status, 400);
        let left = 3 - number;
        let told = format!("\"sign-in-tenant\";r={left};");
        assert!(
            reply.header("ratelimit").contains(&told),
            "{}",
            reply.header("ratelimit")
        );
    }
    let refused = attempt().peer("203.0.113.9").send(&world).await;
    refused.is_problem(429, "too_many_attempts");
    assert_eq!(refused.header("retry-after"), "2");
    // However the slug is written.
    let refused = post("/t/ACME/api/v1/auth/sign-in")
        .json(&json!({}))
        .peer("203.0.113.8");
    assert_eq!(refused.send(&world).await.status, 429);
}

#[tokio::test]
async fn a_user_and_a_key_have_each_a_limit_of_their_own() {
    let world = limited(json!({"rate_management_account": 10})).await;
    crate::harness::sign_up(&world.handle("acme").await, EMAIL).await;
    let tokens = world.tokens("acme").await;
    let key = world.key("acme", &["users:read"]).await;
    let me = || get("/t/acme/api/v1/me").bearer(&tokens.access);
    let users = || get("/t/acme/api/v1/users").bearer(&key);
    assert_eq!(me().peer("203.0.113.1").send(&world).await.status, 200);
    assert_eq!(users().peer("203.0.113.1").send(&world).await.status, 200);
    me().peer("203.0.113.2")
        .send(&world)
        .await
        .is_problem(429, "too_many_attempts");
    users()
        .peer("203.0.113.2")
        .send(&world)
        .await
        .is_problem(429, "too_many_attempts");
    world.clock.advance(6);
    assert_eq!(me().peer("203.0.113.2").send(&world).await.status, 200);
}

#[tokio::test]
async fn what_is_refused_already_is_not_counted_against_the_tenant() {
    let world = limited(json!({"rate_sign_in_tenant": 50, "rate_sign_in_address": 10})).await;
    for _ in 0..20 {
        attempt().peer("203.0.113.1").send(&world).await;
    }
    let reply = attempt().peer("203.0.113.2").send(&world).await;
    assert_eq!(reply.status, 400);
    assert!(
        reply
            .header("ratelimit")
            .contains("\"sign-in-tenant\";r=3;")
    );
}

#[tokio::test]
async fn discovery_health_and_assets_are_not_limited() {
    let world = World::with("http://localhost:8080", |options| options).await;
    world.tenant("acme").await;
    for path in ["/healthz", "/t/acme/.well-known/openid-configuration"] {
        let reply = call("GET", path).peer("203.0.113.1").send(&world).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("ratelimit")),
            (200, ""),
            "{path}"
        );
    }
}

#[tokio::test]
async fn two_nodes_over_one_store_share_the_limits() {
    let store = authnex_store::testing::store().await;
    let clock = Arc::new(ManualClock::at(1_800_000_000));
    let ring = KeyRing::generate_text(&SeededEntropy::new(7));
    let mut nodes = Vec::new();
    for _ in 0..2 {
        let builder = Authnex::builder(store.clone())
            .clock(clock.clone())
            .policy(cheap_policy())
            .key_ring(KeyRing::parse(&ring).unwrap())
            .hash_threads(1)
            .spare_keys(0);
        let (authnex, workers) = builder.build().await.unwrap();
        let service = AuthnexService::builder(authnex.clone()).build();
        nodes.push(World {
            authnex,
            clock: clock.clone(),
            service,
            workers,
        });
    }
    let [one, two] = nodes.try_into().ok().unwrap();
    let quota = async |world: &World| {
        let reply = attempt().peer("203.0.113.1").send(world).await;
        reply.header("ratelimit-policy").to_owned()
    };
    assert!(
        quota(&one).await.starts_with("\"sign-in-address\";q=60;"),
        "nobody was seen yet"
    );
    one.workers.beat().await.unwrap();
    two.workers.beat().await.unwrap();
    one.workers.beat().await.unwrap();
    for node in [&one, &two] {
        assert_eq!(node.authnex.live_nodes(), 2);
        assert!(quota(node).await.starts_with("\"sign-in-address\";q=30;"));
    }
    // One that is gone leaves its share to the other.
    clock.advance(16);
    one.workers.beat().await.unwrap();
    assert_eq!(one.authnex.live_nodes(), 1);
    assert!(quota(&one).await.starts_with("\"sign-in-address\";q=60;"));
}
