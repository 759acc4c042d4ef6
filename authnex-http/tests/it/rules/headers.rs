use authnex_http::route::routes;

use crate::harness::{Reply, World, call, get};

fn is_secured(reply: &Reply, what: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(reply.header(name), value, "{what}: {name}");
    }
    let is_page = reply.header("content-type").starts_with("text/html");
    let policy = reply.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{what}");
    assert!(!policy.contains("unsafe"), "{what}");
    let referrer = if is_page {
        "same-origin"
    } else {
        "no-referrer"
    };
    assert_eq!(reply.header("referrer-policy"), referrer, "{what}");
    assert!(reply.header("x-request-id").starts_with("req_"), "{what}");
    assert!(!reply.header("cache-control").is_empty(), "{what}");
}

#[tokio::test]
async fn every_route_has_them_on_success_and_on_refusal() {
    let world = World::with_two_tenants().await;
    let access = world.tokens("acme").await.access;
    for route in routes() {
        let path = route.path_of("acme");
        let what = format!("{} {path}", route.verb.as_str());
        let call = call(route.verb.as_str(), &path);
        is_secured(&call.clone().send(&world).await, &what);
        is_secured(&call.bearer(&access).send(&world).await, &what);
    }
    is_secured(&get("/nothing").send(&world).await, "404");
}

#[tokio::test]
async fn whatever_holds_credentials_or_personal_data_is_not_stored() {
    let world = World::with_two_tenants().await;
    let access = world.tokens("acme").await.access;
    let public = ["/.well-known/", "/oauth/jwks", "/assets/"];
    for route in routes().filter(|route| !public.iter().any(|part| route.path.contains(part))) {
        let reply = call(route.verb.as_str(), &route.path_of("acme"))
            .bearer(&access)
            .send(&world)
            .await;
        assert_eq!(reply.header("cache-control"), "no-store", "{}", route.path);
    }
}

#[tokio::test]
async fn strict_transport_security_goes_with_an_https_base_alone() {
    let world = World::new().await;
    assert_eq!(
        get("/healthz")
            .send(&world)
            .await
            .header("strict-transport-security"),
        ""
    );
    let world = World::with("https://id.example", |options| options).await;
    let reply = get("/healthz").send(&world).await;
    assert_eq!(
        reply.header("strict-transport-security"),
        "max-age=31536000"
    );
}
