use std::time::Duration;

use serde_json::json;

use crate::{
    client::{Browser, get, post_json, request},
    process::{PASSWORD, Server, create_tenant, within},
};

fn sign_in(server: &Server, slug: &str) -> serde_json::Value {
    let path = format!("/t/{slug}/api/v1/auth/sign-in");
    let body = json!({"email": format!("owner@{slug}.test"), "password": PASSWORD});
    let answer = post_json(server.address, &path, &body);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

#[test]
fn from_a_first_start_to_a_signed_in_portal_and_a_token() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path());
    let mut browser = Browser::at(server.address);
    let made = browser.fill_in(
        "/portal/sign-up",
        "/portal/sign-up",
        &[
            ("slug", "acme"),
            ("name", "Acme"),
            ("email", "owner@acme.test"),
            ("password", PASSWORD),
        ],
    );
    assert_eq!(made.status, 303, "{made:?}");
    assert_eq!(made.header("location"), Some("/portal/dashboard"));
    let dashboard = browser.open("/portal/dashboard");
    assert_eq!(dashboard.status, 200);
    assert!(
        dashboard.body.contains("owner@acme.test"),
        "{}",
        dashboard.body
    );

    let out = browser.fill_in("/portal/dashboard", "/portal/sign-out", &[]);
    assert_eq!(out.status, 303, "{out:?}");
    assert_eq!(browser.open("/portal/dashboard").status, 303);
    let back = browser.fill_in(
        "/portal/sign-in?organization=acme",
        "/portal/sign-in",
        &[
            ("organization", "acme"),
            ("email", "owner@acme.test"),
            ("password", PASSWORD),
        ],
    );
    assert_eq!(
        back.header("location"),
        Some("/portal/dashboard"),
        "{back:?}"
    );

    let tokens = sign_in(&server, "acme");
    assert_eq!(tokens["status"], "signed_in");
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let me = request(
        server.address,
        "GET",
        "/t/acme/api/v1/me",
        &[("authorization", &bearer)],
        "",
    );
    assert_eq!(me.unwrap().status, 200);
}

#[test]
fn a_rotation_beside_the_server_is_seen_within_a_second() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let server = Server::start(directory.path());
    let jwks = || get(server.address, "/t/acme/oauth/jwks");
    let before = sign_in(&server, "acme");
    let keys_before = jwks().body;
    let output = crate::process::run(
        directory.path(),
        &["signing-key", "rotate", "--tenant", "acme", "--json"],
        "",
    );
    assert!(output.status.success(), "{output:?}");
    let now = within(Duration::from_secs(1), jwks, |answer| {
        answer.body != keys_before
    });
    let kid = |token: &serde_json::Value| {
        let token = token["access_token"].as_str().unwrap().to_owned();
        token.split('.').next().unwrap().to_owned()
    };
    let after = sign_in(&server, "acme");
    assert_ne!(kid(&before), kid(&after), "another key signs");
    // The old key is still published: what it signed is accepted.
    let bearer = format!("Bearer {}", before["access_token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    let me = request(server.address, "GET", "/t/acme/api/v1/me", &headers, "").unwrap();
    assert_eq!(me.status, 200, "{me:?}");
    let keys = now.json()["keys"].as_array().unwrap().len();
    assert!(keys >= 6, "old, new and next of two algorithms: {keys}");
}

#[test]
fn a_stop_finishes_what_runs_and_exits_with_zero() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path());
    assert_eq!(get(server.address, "/healthz").status, 200);
    assert_eq!(server.terminate(), Some(0));
}

#[test]
fn what_was_made_is_there_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let server = Server::start(directory.path());
    let tokens = sign_in(&server, "acme");
    let port = server.port();
    server.terminate();
    let server = Server::start_on(directory.path(), port, &[]);
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    let me = request(server.address, "GET", "/t/acme/api/v1/me", &headers, "").unwrap();
    assert_eq!(me.status, 200, "{me:?}");
}
