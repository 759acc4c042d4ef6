//! What the operator does with tenants, beside a running server.

use std::{path::Path, time::Duration};

use serde_json::{Value, json};

use crate::{
    client::{Answer, Browser, get, post_json, request},
    process::{PASSWORD, Server, create_tenant, failure, run, within},
};

/// Within what time another process must know.
const SEEN: Duration = Duration::from_secs(1);

fn ran(directory: &Path, arguments: &[&str]) -> Value {
    let output = run(directory, arguments, "");
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn sign_in(server: &Server, slug: &str) -> Answer {
    let body = json!({"email": format!("owner@{slug}.test"), "password": PASSWORD});
    let path = format!("/t/{slug}/api/v1/auth/sign-in");
    post_json(server.address, &path, &body)
}

fn at_portal(browser: &mut Browser, slug: &str) -> Answer {
    let owner = format!("owner@{slug}.test");
    browser.fill_in(
        &format!("/portal/sign-in?organization={slug}"),
        "/portal/sign-in",
        &[
            ("organization", slug),
            ("email", &owner),
            ("password", PASSWORD),
        ],
    )
}

#[test]
fn they_are_listed_with_their_states() {
    let directory = tempfile::tempdir().unwrap();
    let none = run(directory.path(), &["tenant", "list"], "");
    assert!(String::from_utf8_lossy(&none.stdout).contains("tenant create"));
    create_tenant(directory.path(), "globex");
    create_tenant(directory.path(), "acme");
    ran(directory.path(), &["tenant", "suspend", "acme", "--json"]);
    let listed = ran(directory.path(), &["tenant", "list", "--json"]);
    let listed: Vec<_> = listed["tenants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tenant| (tenant["slug"].as_str().unwrap(), &tenant["state"]))
        .collect();
    assert_eq!(
        listed,
        [("acme", &json!("suspended")), ("globex", &json!("active"))]
    );
}

#[test]
fn a_state_that_is_so_already_is_said_and_an_unknown_tenant_fails() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    for (command, changed) in [
        ("suspend", true),
        ("suspend", false),
        ("reactivate", true),
        ("reactivate", false),
    ] {
        let said = ran(directory.path(), &["tenant", command, "acme", "--json"]);
        assert_eq!(said["changed"], changed, "{command}");
    }
    for command in ["suspend", "reactivate"] {
        let (code, line) = failure(&run(directory.path(), &["tenant", command, "nobody"], ""));
        assert_eq!(code, 1);
        assert!(line.contains("tenant list"), "{line}");
    }
}

/// Everything that a signed-in user and a client of the tenant may try, and what it answers.
fn all_paths(server: &Server, tokens: &Value, browser: &mut Browser) -> Vec<(&'static str, u16)> {
    let address = server.address;
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let me = |path| {
        let headers = [("authorization", bearer.as_str())];
        request(address, "GET", path, &headers, "").unwrap().status
    };
    let refresh = json!({"refresh_token": tokens["refresh_token"]});
    let new = json!({"email": "new@acme.test", "password": PASSWORD});
    let hosted = [("email", "owner@acme.test"), ("password", PASSWORD)];
    let page = "/t/acme/sign-in";
    vec![
        ("sign-in", sign_in(server, "acme").status),
        (
            "sign-up",
            post_json(address, "/t/acme/api/v1/auth/sign-up", &new).status,
        ),
        (
            "refresh",
            post_json(address, "/t/acme/api/v1/auth/refresh", &refresh).status,
        ),
        ("me", me("/t/acme/api/v1/me")),
        ("sessions", me("/t/acme/api/v1/me/sessions")),
        ("dashboard", browser.open("/portal/dashboard").status),
        ("signed-in", browser.open("/t/acme/signed-in").status),
        (
            "hosted",
            Browser::at(address).fill_in(page, page, &hosted).status,
        ),
    ]
}

#[test]
fn a_suspended_tenant_refuses_on_every_path_within_a_second_and_comes_back() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    create_tenant(directory.path(), "globex");
    let server = Server::start(directory.path());
    let tokens = sign_in(&server, "acme").json();
    let mut browser = Browser::at(server.address);
    assert_eq!(
        at_portal(&mut browser, "acme").header("location"),
        Some("/portal/dashboard")
    );
    ran(directory.path(), &["tenant", "suspend", "acme", "--json"]);
    std::thread::sleep(SEEN);
    for (path, status) in all_paths(&server, &tokens, &mut browser) {
        assert!(matches!(status, 401 | 403 | 303), "{path}: {status}");
    }
    let mut owner = Browser::at(server.address);
    let landed = at_portal(&mut owner, "acme");
    assert_eq!(landed.header("location"), Some("/portal/suspended"));
    let page = owner.open("/portal/suspended");
    assert!(page.status == 200 && page.body.contains("Only the operator"));
    assert_eq!(owner.open("/portal/dashboard").status, 303);
    assert_eq!(sign_in(&server, "globex").status, 200, "the others go on");

    ran(
        directory.path(),
        &["tenant", "reactivate", "acme", "--json"],
    );
    std::thread::sleep(SEEN);
    for (path, status) in all_paths(&server, &tokens, &mut browser) {
        assert!(matches!(status, 200..=204 | 303), "{path}: {status}");
    }
    assert_eq!(browser.open("/portal/dashboard").status, 200);
}

#[test]
fn rules_keys_and_suspension_are_seen_by_a_running_server_within_a_second() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let server = Server::start(directory.path());
    let jwks = || get(server.address, "/t/acme/oauth/jwks");
    let before = jwks().json()["keys"].as_array().unwrap().len();

    ran(
        directory.path(),
        &[
            "policy",
            "set",
            "--tenant",
            "acme",
            "access_token_seconds=120",
            "--json",
        ],
    );
    let lives = |answer: &Answer| answer.json()["expires_in"] == 120;
    within(SEEN, || sign_in(&server, "acme"), lives);

    ran(
        directory.path(),
        &["signing-key", "rotate", "--tenant", "acme", "--json"],
    );
    within(SEEN, jwks, |answer| {
        answer.json()["keys"].as_array().unwrap().len() > before
    });

    ran(directory.path(), &["tenant", "suspend", "acme", "--json"]);
    within(
        SEEN,
        || sign_in(&server, "acme"),
        |answer| answer.status == 401,
    );
}

#[test]
fn deleting_wants_the_identifier_twice() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let wrong = ["tenant", "delete", "acme", "--confirm", "acne"];
    let (code, line) = failure(&run(directory.path(), &wrong, ""));
    assert_eq!(code, 2);
    assert!(line.contains("--confirm acme"), "{line}");
    let (code, _) = failure(&run(directory.path(), &["tenant", "delete", "acme"], ""));
    assert_eq!(code, 2);
    let server = Server::start(directory.path());
    assert_eq!(sign_in(&server, "acme").status, 200);
}

/// Whether a text stands anywhere in the database file, outside of the log.
fn holds(directory: &Path, canary: &str) -> bool {
    let raw = rusqlite::Connection::open(directory.join("authnex.db")).unwrap();
    raw.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")
        .unwrap();
    let file = std::fs::read(directory.join("authnex.db")).unwrap();
    file.windows(canary.len())
        .any(|part| part == canary.as_bytes())
}

#[test]
fn a_deleted_tenant_is_gone_with_all_it_had_and_its_identifier_stays_taken() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    create_tenant(directory.path(), "globex");
    let server = Server::start(directory.path());
    for slug in ["acme", "globex"] {
        let canary = json!({"email": format!("canary@{slug}.test"), "password": PASSWORD, "name": format!("Kanari {slug}")});
        let path = format!("/t/{slug}/api/v1/auth/sign-up");
        assert!(post_json(server.address, &path, &canary).status < 300);
        assert_eq!(sign_in(&server, slug).status, 200);
    }
    let deleted = ran(
        directory.path(),
        &["tenant", "delete", "acme", "--confirm", "acme", "--json"],
    );
    assert!(deleted["rows"].as_u64().unwrap() > 15, "{deleted}");
    assert_eq!(get(server.address, "/t/acme/sign-in").status, 404);
    assert_eq!(sign_in(&server, "acme").status, 401);
    assert_eq!(sign_in(&server, "globex").status, 200);
    let again = ran(
        directory.path(),
        &["tenant", "delete", "acme", "--confirm", "acme", "--json"],
    );
    assert_eq!(
        (&again["already"], &again["rows"]),
        (&json!(true), &json!(0))
    );
    let taken = run(
        directory.path(),
        &["tenant", "create", "acme", "--owner", "a@b.test"],
        &format!("{PASSWORD}\n"),
    );
    assert!(failure(&taken).1.contains("taken"));
    server.terminate();
    for gone in ["canary@acme.test", "owner@acme.test", "Kanari acme"] {
        assert!(!holds(directory.path(), gone), "{gone} is still there");
    }
    for kept in ["canary@globex.test", "owner@globex.test", "Kanari globex"] {
        assert!(holds(directory.path(), kept), "{kept} is lost");
    }
}
