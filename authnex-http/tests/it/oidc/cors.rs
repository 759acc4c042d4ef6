use super::party::*;
use crate::harness::{call, get, post};

#[tokio::test]
async fn answers_may_be_read_from_the_clients_own_origin_alone() {
    let world = world().await;
    let tokens = tokens(&world, "acme", &[]).await;
    let access = tokens["access_token"].as_str().unwrap();
    for (origin, allowed) in [
        ("https://rp.example", true),
        ("https://evil.example", false),
        ("null", false),
    ] {
        let reply = get("/t/acme/oauth/userinfo")
            .bearer(access)
            .header("origin", origin)
            .send(&world)
            .await;
        assert_eq!(
            reply.header("access-control-allow-origin") == origin,
            allowed,
            "{origin}"
        );
        assert_eq!(reply.header("access-control-allow-credentials"), "");
        let reply = post("/t/acme/oauth/token")
            .header("authorization", &basic("rp", SECRET))
            .header("origin", origin)
            .form(&[("grant_type", "refresh_token")])
            .send(&world)
            .await;
        assert_eq!(
            reply.header("access-control-allow-origin") == origin,
            allowed,
            "{origin}"
        );
    }
}

#[tokio::test]
async fn a_browser_may_ask_first_everywhere_but_at_the_authorization_endpoint() {
    let world = world().await;
    for path in ["token", "userinfo", "revoke", "introspect"] {
        let reply = call("OPTIONS", &format!("/t/acme/oauth/{path}"))
            .header("origin", "https://rp.example")
            .header("access-control-request-method", "POST")
            .send(&world)
            .await;
        assert_eq!(reply.status, 204, "{path}");
        assert_eq!(
            reply.header("access-control-allow-origin"),
            "https://rp.example"
        );
    }
    let path = authorize_path("acme", &[]);
    let reply = call("OPTIONS", &path)
        .header("origin", "https://rp.example")
        .send(&world)
        .await;
    assert_eq!(reply.status, 405);
    let reply = get(&path)
        .header("origin", "https://rp.example")
        .send(&world)
        .await;
    assert_eq!(reply.header("access-control-allow-origin"), "");
}
