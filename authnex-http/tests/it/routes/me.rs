use serde_json::json;

use crate::harness::{EMAIL, World, get};

const PATH: &str = "/t/acme/api/v1/me";

#[tokio::test]
async fn it_says_who_is_signed_in_where() {
    let world = World::with_two_tenants().await;
    let tokens = world.tokens("acme").await;
    let reply = get(PATH).bearer(&tokens.access).send(&world).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let me = reply.json();
    assert_eq!(me["user"]["email"], EMAIL);
    assert_eq!(me["session"]["current"], true);
    assert_eq!(me["session"]["amr"], json!(["pwd"]));
    assert_eq!(me["tenant"]["issuer"], "http://localhost:8080/t/acme");
    assert_eq!(me["roles"], json!(["member"]));
    assert!(me["permissions"].is_array());
    let at = me["session"]["created_at"].as_str().unwrap();
    assert!(at.ends_with('Z') && at.contains('.'), "{at}");
}

#[tokio::test]
async fn the_same_address_in_two_tenants_is_two_people() {
    let world = World::with_two_tenants().await;
    let mut ids = Vec::new();
    for slug in ["acme", "globex"] {
        let tokens = world.tokens(slug).await;
        let me = get(&format!("/t/{slug}/api/v1/me"))
            .bearer(&tokens.access)
            .send(&world)
            .await;
        ids.push(me.json()["user"]["id"].clone());
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_cookie_opens_nothing_here() {
    let world = World::with_two_tenants().await;
    let (cookie, _) = world.cookie("acme").await;
    let reply = get(PATH).header("cookie", &cookie).send(&world).await;
    reply.is_problem(401, "unauthenticated");
    assert_eq!(reply.header("www-authenticate"), "Bearer");
}

#[tokio::test]
async fn tampered_tokens_are_refused() {
    let world = World::with_two_tenants().await;
    let token = world.tokens("acme").await.access;
    let parts: Vec<&str> = token.split('.').collect();
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
    for broken in [
        format!("{}.{}.", parts[0], parts[1]),
        format!("{none}.{}.", parts[1]),
        format!("{}.{}A.{}", parts[0], parts[1], parts[2]),
        format!("{token}="),
        "anx_ses_x".to_owned(),
        "x".repeat(20_000),
    ] {
        let reply = get(PATH).bearer(&broken).send(&world).await;
        reply.is_problem(401, "invalid_token");
    }
    for header in ["Basic YTpi", "Bearer", "Bearer "] {
        let reply = get(PATH).header("authorization", header).send(&world).await;
        reply.is_problem(401, "invalid_token");
    }
    let twice = get(PATH).bearer(&token).bearer(&token).send(&world).await;
    twice.is_problem(401, "invalid_token");
}
