use crate::harness::{World, get};

#[tokio::test]
async fn it_is_healthy_and_ready() {
    let world = World::new().await;
    for path in ["/healthz", "/readyz"] {
        let reply = get(path).send(&world).await;
        assert_eq!(
            (reply.status.as_u16(), reply.text()),
            (200, r#"{"status":"ok"}"#),
            "{path}"
        );
    }
}

#[tokio::test]
async fn metrics_are_what_the_application_gives() {
    let world = World::new().await;
    get("/metrics")
        .send(&world)
        .await
        .is_problem(404, "not_found");
    let world = World::with("http://localhost:8080", |options| {
        options.metrics(|| "up 1\n".to_owned())
    })
    .await;
    let reply = get("/metrics").send(&world).await;
    assert_eq!((reply.status.as_u16(), reply.text()), (200, "up 1\n"));
    assert!(
        reply
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
}
