use crate::harness::{World, get};

async fn behind_proxies() -> World {
    World::with("http://localhost:8080", |options| {
        options.trusted_proxies(vec!["10.0.0.0/8".parse().unwrap()])
    })
    .await
}

#[tokio::test]
async fn each_request_has_its_own() {
    let world = World::new().await;
    let one = get("/healthz").send(&world).await;
    let other = get("/healthz").send(&world).await;
    assert!(one.header("x-request-id").starts_with("req_"));
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
}

#[tokio::test]
async fn one_is_taken_over_from_a_trusted_proxy_alone() {
    let world = behind_proxies().await;
    let call = get("/healthz").header("x-request-id", "trace-42");
    let trusted = call.clone().peer("10.1.2.3").send(&world).await;
    assert_eq!(trusted.header("x-request-id"), "trace-42");
    for stranger in [call.clone().peer("203.0.113.9"), call] {
        let reply = stranger.send(&world).await;
        assert!(reply.header("x-request-id").starts_with("req_"));
    }
}

#[tokio::test]
async fn what_could_break_a_log_line_is_not_taken_over() {
    let world = behind_proxies().await;
    for id in ["a b", "x\ty", &"x".repeat(65)] {
        let reply = get("/healthz")
            .header("x-request-id", id)
            .peer("10.1.2.3")
            .send(&world)
            .await;
        assert!(reply.header("x-request-id").starts_with("req_"), "{id}");
    }
}
