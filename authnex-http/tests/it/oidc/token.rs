use serde_json::json;

use super::party::*;
use crate::{
    harness::{call, post},
    pages::Browser,
};

#[tokio::test]
async fn a_code_through_the_real_pages_gives_tokens() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let back = authorize(&mut browser, "acme", &[]).await;
    assert_eq!(back.status, 303);
    assert_eq!(told(&back, "state").unwrap(), "the state");
    assert_eq!(told(&back, "iss").unwrap(), "http://localhost:8080/t/acme");
    assert_eq!(back.header("cache-control"), "no-store");
    let code = told(&back, "code").unwrap();
    let reply = token(&world, "acme", &exchange(&code)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
    let tokens = reply.json();
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 900);
    assert_eq!(tokens["scope"], "email openid profile");
    assert!(
        tokens.get("refresh_token").is_none(),
        "offline_access was not asked for"
    );
    let id = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(id["iss"], "http://localhost:8080/t/acme");
    assert_eq!(id["aud"], "rp");
    assert_eq!(id["nonce"], "the nonce");
    assert!(id["sid"].is_string() && id["at_hash"].is_string() && id["auth_time"].is_i64());
    assert!(
        id.get("email").is_none(),
        "claims of scopes are at userinfo"
    );
    assert_eq!(header(tokens["id_token"].as_str().unwrap())["typ"], "JWT");
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(header(access)["typ"], "at+jwt");
    let access = claims(access);
    assert_eq!(access["sub"], id["sub"]);
    assert_eq!(access["client_id"], "rp");
    assert_eq!(access["aud"], "http://localhost:8080/t/acme");
    assert_eq!(access["scope"], "email openid profile");
}

#[tokio::test]
async fn a_code_is_good_once_and_its_replay_ends_its_tokens() {
    let world = world().await;
    let asked = [("scope", "openid offline_access")];
    let code = code(&world, "acme", &asked).await;
    let first = token(&world, "acme", &exchange(&code)).await.json();
    let wrong = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        (
            "code_verifier",
            "another-verifier-another-verifier-another-verifier",
        ),
    ];
    is_error(&token(&world, "acme", &wrong).await, 400, "invalid_grant");
    let access = first["access_token"].as_str().unwrap();
    let info = |token: &str| crate::harness::get("/t/acme/oauth/userinfo").bearer(token);
    assert_eq!(
        info(access).send(&world).await.status,
        200,
        "a thief without verifier ends nothing"
    );
    is_error(
        &token(&world, "acme", &exchange(&code)).await,
        400,
        "invalid_grant",
    );
    assert_eq!(info(access).send(&world).await.status, 401);
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", first["refresh_token"].as_str().unwrap()),
    ];
    is_error(&token(&world, "acme", &refresh).await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_wrong_verifier_uses_the_code_up() {
    let world = world().await;
    let code = code(&world, "acme", &[]).await;
    let wrong = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        (
            "code_verifier",
            "another-verifier-another-verifier-another-verifier",
        ),
    ];
    is_error(&token(&world, "acme", &wrong).await, 400, "invalid_grant");
    is_error(
        &token(&world, "acme", &exchange(&code)).await,
        400,
        "invalid_grant",
    );
}

#[tokio::test]
async fn a_verifier_left_out_or_too_much_is_refused() {
    let world = world().await;
    let code_ = code(&world, "acme", &[]).await;
    let bare = [
        ("grant_type", "authorization_code"),
        ("code", code_.as_str()),
    ];
    is_error(&token(&world, "acme", &bare).await, 400, "invalid_request");
    put(
        &world,
        "acme",
        metadata_with(json!({"require_pkce": false})),
    )
    .await;
    let unbound = [("code_challenge", ""), ("code_challenge_method", "")];
    let code_ = code(&world, "acme", &unbound).await;
    is_error(
        &token(&world, "acme", &exchange(&code_)).await,
        400,
        "invalid_request",
    );
    let bare = [
        ("grant_type", "authorization_code"),
        ("code", code_.as_str()),
    ];
    assert_eq!(
        token(&world, "acme", &bare).await.status,
        200,
        "bound by its nonce"
    );
}

#[tokio::test]
async fn a_code_lives_a_minute_and_hangs_on_its_redirect_uri() {
    let world = world().await;
    let old = code(&world, "acme", &[]).await;
    world.clock.advance(60);
    is_error(
        &token(&world, "acme", &exchange(&old)).await,
        400,
        "invalid_grant",
    );
    let fresh = code(&world, "acme", &[]).await;
    let mut fields = exchange(&fresh);
    fields[2].1 = "https://rp.example/other";
    is_error(&token(&world, "acme", &fields).await, 400, "invalid_grant");
    assert_eq!(token(&world, "acme", &exchange(&fresh)).await.status, 200);
}

#[tokio::test]
async fn grants_that_do_not_exist_and_repeated_parameters_are_refused() {
    let world = world().await;
    for (grant, error) in [
        ("password", "unsupported_grant_type"),
        ("implicit", "unsupported_grant_type"),
        ("", "invalid_request"),
        ("client_credentials", "unauthorized_client"),
    ] {
        let reply = token(&world, "acme", &[("grant_type", grant)]).await;
        is_error(&reply, 400, error);
    }
    let twice = [
        ("grant_type", "authorization_code"),
        ("code", "a"),
        ("code", "b"),
    ];
    is_error(&token(&world, "acme", &twice).await, 400, "invalid_request");
}

#[tokio::test]
async fn the_token_family_takes_post_alone() {
    let world = world().await;
    for path in ["token", "introspect", "revoke"] {
        for method in ["GET", "PUT", "DELETE"] {
            let reply = call(method, &format!("/t/acme/oauth/{path}"))
                .send(&world)
                .await;
            assert_eq!(reply.status, 405, "{method} {path}");
            assert!(reply.header("allow").contains("POST"), "{method} {path}");
        }
        let reply = post(&format!("/t/acme/oauth/{path}"))
            .json(&json!({}))
            .send(&world)
            .await;
        assert_eq!(reply.status, 415, "{path}");
    }
}

#[tokio::test]
async fn a_resource_is_the_audience_and_cannot_be_widened() {
    let world = world().await;
    let asked = [("resource", "https://api.example/v1")];
    let granted = code(&world, "acme", &asked).await;
    let mut fields = exchange(&granted).to_vec();
    fields.push(("resource", "https://other.example"));
    is_error(&token(&world, "acme", &fields).await, 400, "invalid_target");
    let tokens = token(&world, "acme", &exchange(&granted)).await.json();
    let access = claims(tokens["access_token"].as_str().unwrap());
    assert_eq!(access["aud"], "https://api.example/v1");
}
