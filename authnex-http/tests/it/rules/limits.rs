use serde_json::json;

use crate::harness::{Call, EMAIL, PASSWORD, World, get, post};

async fn limited() -> World {
    let world = World::with("http://localhost:8080", |options| {
        options.trusted_proxies(vec!["10.0.0.0/8".parse().unwrap()])
    })
    .await;
    world.tenant("acme").await;
    world
}

fn attempt() -> Call {
    let body = json!({"email": EMAIL, "password": PASSWORD, "name": 1});
    post("/t/acme/api/v1/auth/sign-in").json(&body)
}

#[tokio::test]
async fn password_forms_are_limited_by_client_address() {
    let world = limited().await;
    for left in (0..60).rev() {
        let reply = attempt().peer("203.0.113.1").send(&world).await;
        reply.is_problem(400, "wrong_shape");
        assert!(
            reply
                .header("ratelimit")
                .starts_with(&format!("\"sign-in-address\";r={left};"))
        );
    }
    let refused = attempt().peer("203.0.113.1").send(&world).await;
    refused.is_problem(429, "too_many_attempts");
    assert_eq!(refused.header("retry-after"), "1");
    let told = "\"sign-in-address\";q=60;w=6";
    assert_eq!(refused.header("ratelimit-policy"), told);

    let other = attempt().peer("203.0.113.2").send(&world).await;
    assert_eq!(other.status, 400);
    assert_eq!(
        get("/healthz")
            .peer("203.0.113.1")
            .send(&world)
            .await
            .status,
        200
    );
    world.clock.advance(1);
    assert_eq!(attempt().peer("203.0.113.1").send(&world).await.status, 400);
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_client_is_who_it_says_and_no_further() {
    let world = limited().await;
    let from = |forwarded: &str| {
        attempt()
            .peer("10.0.0.1")
            .header("x-forwarded-for", forwarded)
    };
    for number in 0..60 {
        let reply = from(&format!("192.0.2.{number}, 203.0.113.7"))
            .send(&world)
            .await;
        assert_eq!(reply.status, 400);
    }
    let refused = from("192.0.2.99, 203.0.113.7").send(&world).await;
    assert_eq!(
        refused.status, 429,
        "what the client wrote itself does not count"
    );
    assert_eq!(from("203.0.113.8").send(&world).await.status, 400);
}

#[tokio::test]
async fn the_limit_can_be_taken_off() {
    let world = World::new().await;
    for _ in 0..80 {
        let reply = attempt().peer("203.0.113.1").send(&world).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("ratelimit")),
            (400, "")
        );
    }
}
