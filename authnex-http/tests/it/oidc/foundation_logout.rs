//! The modules of the OpenID Foundation's plan for RP-Initiated Logout, each under its own name.

use super::party::*;
use crate::{
    harness::{Reply, World},
    pages::Browser,
};

async fn log_out(world: &World, pairs: &[(&str, &str)], hint: bool) -> (Reply, bool) {
    let mut browser = Browser::new(world);
    let back = authorize(&mut browser, "acme", &[]).await;
    let code = told(&back, "code").unwrap();
    let tokens = token(world, "acme", &exchange(&code)).await.json();
    let mut all = pairs.to_vec();
    if hint {
        all.push(("id_token_hint", tokens["id_token"].as_str().unwrap()));
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(all)
        .finish();
    let reply = browser
        .open(&format!("/t/acme/oauth/end_session?{query}"))
        .await;
    let silent = authorize_path("acme", &[("prompt", "none")]);
    let still = told(&browser.open(&silent).await, "code").is_some();
    (reply, still)
}

const BYE: (&str, &str) = ("post_logout_redirect_uri", "https://rp.example/bye");

#[tokio::test]
async fn oidcc_rp_initiated_logout() {
    let world = world().await;
    let (reply, still) = log_out(&world, &[BYE, ("state", "abc")], true).await;
    assert_eq!(reply.header("location"), "https://rp.example/bye?state=abc");
    assert!(!still);
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_state() {
    let world = world().await;
    let (reply, still) = log_out(&world, &[BYE], true).await;
    assert_eq!(reply.header("location"), "https://rp.example/bye");
    assert!(!still);
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_bad_post_logout_redirect_uri() {
    let world = world().await;
    let bad = ("post_logout_redirect_uri", "https://rp.example/bye/bad");
    let (reply, _) = log_out(&world, &[bad], true).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (400, ""));
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri() {
    let world = world().await;
    let added = ("post_logout_redirect_uri", "https://rp.example/bye?foo=bar");
    let (reply, _) = log_out(&world, &[added], true).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (400, ""));
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_id_token_hint() {
    let world = world().await;
    let (reply, still) = log_out(&world, &[BYE], false).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (400, ""));
    assert!(still);
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_bad_id_token_hint() {
    let world = world().await;
    let (reply, still) = log_out(&world, &[BYE, ("id_token_hint", "a.b.c")], false).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (400, ""));
    assert!(still);
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_modified_id_token_hint() {
    let world = world().await;
    let other = tokens(&world, "acme", &[]).await;
    let hint = other["id_token"].as_str().unwrap();
    let (head, tail) = hint.split_at(hint.len() - 4);
    let last = if tail.starts_with('A') {
        "BBBB"
    } else {
        "AAAA"
    };
    let modified = format!("{head}{last}");
    let (reply, still) = log_out(&world, &[BYE, ("id_token_hint", &modified)], false).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (400, ""));
    assert!(still);
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_params() {
    let world = world().await;
    let (reply, still) = log_out(&world, &[], false).await;
    assert!(reply.header("location").starts_with("/t/acme/logout"));
    assert!(still, "the user is asked");
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_post_logout_redirect_uri() {
    let world = world().await;
    let (reply, still) = log_out(&world, &[], true).await;
    assert_eq!(reply.header("location"), "/t/acme/signed-out");
    assert!(!still);
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_only_state() {
    let world = world().await;
    let (reply, still) = log_out(&world, &[("state", "abc")], false).await;
    assert!(reply.header("location").starts_with("/t/acme/logout"));
    assert!(still);
}
