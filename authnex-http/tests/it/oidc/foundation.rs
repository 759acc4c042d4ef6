//! The modules of the OpenID Foundation's plan Basic that are about tokens and claims, each under its own name.

use serde_json::{Value, json};

use super::party::*;
use crate::{
    harness::{Reply, World, get, post},
    pages::Browser,
};

const ISSUER: &str = "http://localhost:8080/t/acme";

/// Signs in and exchanges the code; the answer and the tokens.
async fn run(world: &World, changes: &[(&str, &str)]) -> (Reply, Value) {
    let mut browser = Browser::new(world);
    let back = authorize(&mut browser, "acme", changes).await;
    let code = told(&back, "code").unwrap_or_else(|| panic!("{}", back.header("location")));
    let tokens = token(world, "acme", &exchange(&code)).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text());
    (back, tokens.json())
}

async fn info(world: &World, tokens: &Value) -> Value {
    let access = tokens["access_token"].as_str().unwrap();
    let reply = get("/t/acme/oauth/userinfo")
        .bearer(access)
        .send(world)
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn id_token(tokens: &Value) -> Value {
    claims(tokens["id_token"].as_str().unwrap())
}

async fn error_of(world: &World, changes: &[(&str, &str)]) -> Option<String> {
    let reply = Browser::new(world)
        .open(&authorize_path("acme", changes))
        .await;
    told(&reply, "error")
}

#[tokio::test]
async fn oidcc_server() {
    let world = world().await;
    let (back, tokens) = run(&world, &[]).await;
    assert_eq!(told(&back, "iss").as_deref(), Some(ISSUER));
    let id = id_token(&tokens);
    assert_eq!((&id["iss"], &id["aud"]), (&json!(ISSUER), &json!("rp")));
    assert_eq!(info(&world, &tokens).await["sub"], id["sub"]);
}

#[tokio::test]
async fn oidcc_response_type_missing() {
    let world = world().await;
    let error = error_of(&world, &[("response_type", "")]).await;
    assert_eq!(error.as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn oidcc_userinfo_get() {
    let world = world().await;
    let (_, tokens) = run(&world, &[]).await;
    info(&world, &tokens).await;
}

#[tokio::test]
async fn oidcc_userinfo_post_header() {
    let world = world().await;
    let (_, tokens) = run(&world, &[]).await;
    let access = tokens["access_token"].as_str().unwrap();
    let reply = post("/t/acme/oauth/userinfo")
        .bearer(access)
        .send(&world)
        .await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn oidcc_userinfo_post_body() {
    let world = world().await;
    let (_, tokens) = run(&world, &[]).await;
    let access = tokens["access_token"].as_str().unwrap();
    let reply = post("/t/acme/oauth/userinfo")
        .form(&[("access_token", access)])
        .send(&world)
        .await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow() {
    let world = world().await;
    let (_, tokens) = run(&world, &[("nonce", "")]).await;
    assert!(id_token(&tokens).get("nonce").is_none());
}

async fn full_profile() -> World {
    let world = world().await;
    let scope = "openid profile email address phone offline_access";
    put(&world, "acme", metadata_with(json!({"scope": scope}))).await;
    world
}

#[tokio::test]
async fn oidcc_scope_profile() {
    let world = full_profile().await;
    let (_, tokens) = run(&world, &[("scope", "openid profile")]).await;
    let told = info(&world, &tokens).await;
    assert_eq!(told["name"], "Ada");
    assert!(told.get("email").is_none());
}

#[tokio::test]
async fn oidcc_scope_email() {
    let world = full_profile().await;
    let (_, tokens) = run(&world, &[("scope", "openid email")]).await;
    let told = info(&world, &tokens).await;
    assert_eq!(told["email"], "ada@example.test");
    assert_eq!(told["email_verified"], false);
    assert!(told.get("name").is_none());
}

#[tokio::test]
async fn oidcc_scope_address() {
    let world = full_profile().await;
    let (_, tokens) = run(&world, &[("scope", "openid address")]).await;
    assert!(info(&world, &tokens).await.get("email").is_none());
}

#[tokio::test]
async fn oidcc_scope_phone() {
    let world = full_profile().await;
    let (_, tokens) = run(&world, &[("scope", "openid phone")]).await;
    assert!(info(&world, &tokens).await.get("email").is_none());
}

#[tokio::test]
async fn oidcc_scope_all() {
    let world = full_profile().await;
    let (_, tokens) = run(&world, &[("scope", "openid profile email address phone")]).await;
    let told = info(&world, &tokens).await;
    assert_eq!(
        (&told["name"], &told["email"]),
        (&json!("Ada"), &json!("ada@example.test"))
    );
}

#[tokio::test]
async fn oidcc_ensure_other_scope_order_succeeds() {
    let world = world().await;
    let (_, tokens) = run(&world, &[("scope", "email openid")]).await;
    assert!(tokens["id_token"].is_string());
}

#[tokio::test]
async fn oidcc_display_page() {
    let world = world().await;
    run(&world, &[("display", "page")]).await;
}

#[tokio::test]
async fn oidcc_display_popup() {
    let world = world().await;
    run(&world, &[("display", "popup")]).await;
}

#[tokio::test]
async fn oidcc_prompt_login() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    authorize(&mut browser, "acme", &[]).await;
    world.clock.advance(5);
    let reply = browser
        .open(&authorize_path("acme", &[("prompt", "login")]))
        .await;
    assert_eq!(reply.header("location"), "/t/acme/sign-in");
    let back = sign_in(&mut browser, "acme").await;
    let code = told(&back, "code").unwrap();
    let tokens = token(&world, "acme", &exchange(&code)).await.json();
    assert_eq!(id_token(&tokens)["auth_time"], 1_800_000_005);
}

#[tokio::test]
async fn oidcc_prompt_none_not_logged_in() {
    let world = world().await;
    let error = error_of(&world, &[("prompt", "none")]).await;
    assert_eq!(error.as_deref(), Some("login_required"));
}

#[tokio::test]
async fn oidcc_prompt_none_logged_in() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    authorize(&mut browser, "acme", &[]).await;
    let reply = browser
        .open(&authorize_path("acme", &[("prompt", "none")]))
        .await;
    assert!(told(&reply, "code").is_some());
}
