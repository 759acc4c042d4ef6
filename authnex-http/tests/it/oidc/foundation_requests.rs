//! The modules of the OpenID Foundation's plans Basic, Config and Form Post that are about requests, each under its own
//! name.

use serde_json::{Value, json};

use super::party::*;
use crate::{
    harness::{World, get, post},
    pages::{Browser, hidden},
};

const ISSUER: &str = "http://localhost:8080/t/acme";

/// Signs in and exchanges the code.
async fn run(world: &World, changes: &[(&str, &str)]) -> Value {
    let mut browser = Browser::new(world);
    let back = authorize(&mut browser, "acme", changes).await;
    let code = told(&back, "code").unwrap_or_else(|| panic!("{}", back.header("location")));
    let tokens = token(world, "acme", &exchange(&code)).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text());
    tokens.json()
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
async fn oidcc_max_age_1() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    authorize(&mut browser, "acme", &[]).await;
    world.clock.advance(2);
    let reply = browser
        .open(&authorize_path("acme", &[("max_age", "1")]))
        .await;
    assert_eq!(reply.header("location"), "/t/acme/sign-in");
    let back = sign_in(&mut browser, "acme").await;
    assert!(told(&back, "code").is_some());
}

#[tokio::test]
async fn oidcc_max_age_10000() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    authorize(&mut browser, "acme", &[]).await;
    world.clock.advance(2);
    let reply = browser
        .open(&authorize_path("acme", &[("max_age", "10000")]))
        .await;
    let code = told(&reply, "code").unwrap();
    let tokens = token(&world, "acme", &exchange(&code)).await.json();
    assert_eq!(id_token(&tokens)["auth_time"], 1_800_000_000);
}

#[tokio::test]
async fn oidcc_id_token_hint() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let back = authorize(&mut browser, "acme", &[]).await;
    let code = told(&back, "code").unwrap();
    let tokens = token(&world, "acme", &exchange(&code)).await.json();
    let hint = tokens["id_token"].as_str().unwrap();
    let silent = [("prompt", "none"), ("id_token_hint", hint)];
    let reply = browser.open(&authorize_path("acme", &silent)).await;
    assert!(told(&reply, "code").is_some());
}

#[tokio::test]
async fn oidcc_login_hint() {
    let world = world().await;
    run(&world, &[("login_hint", "somebody@example.test")]).await;
}

#[tokio::test]
async fn oidcc_ui_locales() {
    let world = world().await;
    run(&world, &[("ui_locales", "se")]).await;
}

#[tokio::test]
async fn oidcc_claims_locales() {
    let world = world().await;
    run(&world, &[("claims_locales", "se")]).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_acr_values_succeeds() {
    let world = world().await;
    let tokens = run(&world, &[("acr_values", "1 2")]).await;
    assert_eq!(id_token(&tokens)["acr"], "urn:authnex:acr:single-factor");
}

#[tokio::test]
async fn oidcc_codereuse() {
    let world = world().await;
    let code = code(&world, "acme", &[]).await;
    assert_eq!(token(&world, "acme", &exchange(&code)).await.status, 200);
    is_error(
        &token(&world, "acme", &exchange(&code)).await,
        400,
        "invalid_grant",
    );
}

#[tokio::test]
async fn oidcc_codereuse_30seconds() {
    let world = world().await;
    let code = code(&world, "acme", &[]).await;
    let tokens = token(&world, "acme", &exchange(&code)).await.json();
    world.clock.advance(30);
    is_error(
        &token(&world, "acme", &exchange(&code)).await,
        400,
        "invalid_grant",
    );
    let access = tokens["access_token"].as_str().unwrap();
    let reply = get("/t/acme/oauth/userinfo")
        .bearer(access)
        .send(&world)
        .await;
    assert_eq!(reply.status, 401);
}

#[tokio::test]
async fn oidcc_ensure_registered_redirect_uri() {
    let world = world().await;
    let asked = [("redirect_uri", "https://rp.example/cb/unregistered")];
    let reply = Browser::new(&world)
        .open(&authorize_path("acme", &asked))
        .await;
    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn oidcc_redirect_uri_query_mismatch() {
    let world = world().await;
    put(
        &world,
        "acme",
        metadata_with(json!({"redirect_uris": ["https://rp.example/cb?dummy1=lorem"]})),
    )
    .await;
    let asked = [(
        "redirect_uri",
        "https://rp.example/cb?dummy1=lorem&dummy2=ipsum",
    )];
    let reply = Browser::new(&world)
        .open(&authorize_path("acme", &asked))
        .await;
    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn oidcc_redirect_uri_query_ok() {
    let world = world().await;
    let uri = "https://rp.example/cb?dummy1=lorem&dummy2=ipsum";
    put(
        &world,
        "acme",
        metadata_with(json!({"redirect_uris": [uri]})),
    )
    .await;
    let mut browser = Browser::new(&world);
    let back = authorize(&mut browser, "acme", &[("redirect_uri", uri)]).await;
    assert!(back.header("location").starts_with(&format!("{uri}&code=")));
}

#[tokio::test]
async fn oidcc_ensure_redirect_uri_in_authorization_request() {
    let world = world().await;
    let reply = Browser::new(&world)
        .open(&authorize_path("acme", &[("redirect_uri", "")]))
        .await;
    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn oidcc_ensure_post_request_succeeds() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let pairs = request(&[]);
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let reply = browser
        .send(post("/t/acme/oauth/authorize").form(&pairs))
        .await;
    follow(&mut browser, reply).await;
    assert!(told(&sign_in(&mut browser, "acme").await, "code").is_some());
}

#[tokio::test]
async fn oidcc_server_client_secret_post() {
    let world = world().await;
    put(
        &world,
        "acme",
        metadata_with(json!({"token_endpoint_auth_method": "client_secret_post"})),
    )
    .await;
    let code = code(&world, "acme", &[]).await;
    let mut fields = exchange(&code).to_vec();
    fields.extend([("client_id", "rp"), ("client_secret", SECRET)]);
    let reply = post("/t/acme/oauth/token").form(&fields).send(&world).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

#[tokio::test]
async fn oidcc_request_uri_unsigned() {
    let world = world().await;
    let error = error_of(&world, &[("request_uri", "https://rp.example/request.jwt")]).await;
    assert_eq!(error.as_deref(), Some("request_uri_not_supported"));
}

#[tokio::test]
async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported() {
    let world = world().await;
    let error = error_of(&world, &[("request", "eyJhbGciOiJub25lIn0.e30.")]).await;
    assert_eq!(error.as_deref(), Some("request_not_supported"));
}

#[tokio::test]
async fn oidcc_claims_essential() {
    let world = world().await;
    let wish = json!({"userinfo": {"name": {"essential": true}}}).to_string();
    let tokens = run(&world, &[("scope", "openid"), ("claims", &wish)]).await;
    let access = tokens["access_token"].as_str().unwrap();
    let info = get("/t/acme/oauth/userinfo")
        .bearer(access)
        .send(&world)
        .await;
    assert_eq!(info.json()["name"], "Ada");
}

#[tokio::test]
async fn oidcc_refresh_token() {
    let world = world().await;
    let asked = [("scope", "openid offline_access"), ("prompt", "consent")];
    let mut browser = Browser::new(&world);
    let page = authorize(&mut browser, "acme", &asked).await;
    let back = decide(&mut browser, "acme", &page, "allow").await;
    let code = told(&back, "code").unwrap();
    let tokens = token(&world, "acme", &exchange(&code)).await.json();
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    assert_eq!(token(&world, "acme", &refresh).await.status, 200);
    put(&world, "acme", metadata_with(json!({"client_id": "rp2"}))).await;
    is_error(
        &token_as(&world, "acme", "rp2", &refresh).await,
        400,
        "invalid_grant",
    );
}

#[tokio::test]
async fn oidcc_ensure_request_with_valid_pkce_succeeds() {
    let world = world().await;
    run(&world, &[]).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_unknown_parameter_succeeds() {
    let world = world().await;
    run(&world, &[("extra", "foobar")]).await;
}

#[tokio::test]
async fn oidcc_discovery_endpoint_verification() {
    let world = world().await;
    let found = get("/t/acme/.well-known/openid-configuration")
        .send(&world)
        .await
        .json();
    assert_eq!(found["issuer"], ISSUER);
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
    ] {
        assert!(found[name].as_str().unwrap().starts_with(ISSUER), "{name}");
    }
    let algorithms = found["id_token_signing_alg_values_supported"]
        .as_array()
        .unwrap();
    assert!(algorithms.contains(&json!("RS256")));
    assert_eq!(found["claims_parameter_supported"], true);
    assert!(
        found["scopes_supported"]
            .as_array()
            .unwrap()
            .contains(&json!("openid"))
    );
}

/// Form Post: the same by a form that the browser posts.
#[tokio::test]
async fn oidcc_server_form_post() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let page = authorize(&mut browser, "acme", &[("response_mode", "form_post")]).await;
    let code = unescape(&hidden(page.text(), "code").unwrap());
    assert_eq!(
        unescape(&hidden(page.text(), "state").unwrap()),
        "the state"
    );
    assert_eq!(token(&world, "acme", &exchange(&code)).await.status, 200);
    let refused = [
        ("response_mode", "form_post"),
        ("prompt", "none"),
        ("max_age", "0"),
    ];
    world.clock.advance(1);
    let page = browser.open(&authorize_path("acme", &refused)).await;
    assert_eq!(
        hidden(page.text(), "error").as_deref(),
        Some("login_required")
    );
}
