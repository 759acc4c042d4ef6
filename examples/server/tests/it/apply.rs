//! `apply`: before the first start, beside a running server, and with files that do not do.

use std::{path::Path, time::Duration};

use serde_json::{Value, json};

use crate::{
    client::{Answer, get, post_json, request},
    process::{PASSWORD, Server, failure, run, within},
};

fn apply(directory: &Path, file: &Value, flags: &[&str]) -> std::process::Output {
    std::fs::write(directory.join("tenants.json"), file.to_string()).unwrap();
    let mut arguments = vec!["apply", "tenants.json"];
    arguments.extend(flags);
    run(directory, &arguments, "")
}

/// The one JSON object on stdout.
fn done(directory: &Path, file: &Value, flags: &[&str]) -> Value {
    let output = apply(directory, file, flags);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn two_tenants() -> Value {
    let tenant = |slug: &str| {
        json!({
            "slug": slug,
            "policy": {"password_hash": {"memory_kib": 64, "iterations": 1, "parallelism": 1}},
            "roles": [{"name": "editor", "permissions": ["articles:write"]}],
            "users": [
                {"username": "alice", "password": PASSWORD, "roles": ["owner"]},
                {"email": "bob@example.test", "password": PASSWORD, "roles": ["editor"]},
            ],
            "clients": [
                {"client_id": "web", "client_secret": "the same in two tenants",
                 "redirect_uris": ["http://127.0.0.1:9000/cb"]},
                {"client_id": "jobs", "redirect_uris": [], "grant_types": ["client_credentials"],
                 "scope": "jobs:run"},
            ],
        })
    };
    json!({"tenants": [tenant("acme"), tenant("globex")], "x-fixtures": {}})
}

fn try_sign_in(server: &Server, slug: &str, login: &str, password: &str) -> Answer {
    let path = format!("/t/{slug}/api/v1/auth/sign-in");
    let body = json!({"email": login, "password": password});
    post_json(server.address, &path, &body)
}

/// How many events the operator's commands wrote; a running server writes others of its own.
fn events(directory: &Path) -> i64 {
    let database = rusqlite::Connection::open(directory.join("authnex.db")).unwrap();
    let count = "SELECT count(*) FROM authnex_event WHERE actor = 'operator'";
    database.query_row(count, [], |row| row.get(0)).unwrap()
}

#[test]
fn before_the_first_start_it_makes_what_a_first_start_would() {
    let directory = tempfile::tempdir().unwrap();
    let listed = done(directory.path(), &two_tenants(), &["--dry-run"]);
    assert_eq!(
        listed["changes"][0],
        json!({"op": "create", "path": "tenants[0]"})
    );
    assert!(
        !directory.path().join("authnex.db").exists(),
        "a dry run leaves nothing behind"
    );
    assert!(!directory.path().join("authnex.keyring").exists());
    let made = done(directory.path(), &two_tenants(), &[]);
    assert!(directory.path().join("authnex.keyring").exists());
    let acme = &made["tenants"][0];
    assert_eq!(acme["slug"], "acme");
    assert_eq!(acme["issuer"], "http://localhost:8080/t/acme");
    assert_eq!(acme["scim_base"], "http://localhost:8080/t/acme/scim/v2");
    assert_eq!(
        acme["openapi_url"],
        "http://localhost:8080/t/acme/openapi.json"
    );
    assert_eq!(acme["users"][1]["username"], "bob@example.test");
    assert!(acme["users"][1]["id"].as_str().unwrap().starts_with("usr_"));
    assert_ne!(acme["users"], made["tenants"][1]["users"]);
    let server = Server::start(directory.path());
    for slug in ["acme", "globex"] {
        for login in ["alice", "bob@example.test"] {
            let answer = try_sign_in(&server, slug, login, PASSWORD);
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        let document = get(server.address, &format!("/t/{slug}/openapi.json"));
        let url = format!("http://localhost:{}/t/{slug}", server.port());
        assert_eq!(document.json()["servers"][0]["url"], url.as_str());
    }
}

#[test]
fn beside_a_running_server_twice_changes_nothing_and_once_is_seen_within_a_second() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path());
    let made = done(directory.path(), &two_tenants(), &[]);
    assert_eq!(try_sign_in(&server, "acme", "alice", PASSWORD).status, 200);
    let before = events(directory.path());
    let listed = done(directory.path(), &two_tenants(), &["--dry-run"]);
    assert_eq!(listed, json!({"changes": []}));
    let again = done(directory.path(), &two_tenants(), &[]);
    let mut without_secrets = made;
    for tenant in without_secrets["tenants"].as_array_mut().unwrap() {
        let made = tenant["clients"][1].as_object_mut().unwrap();
        assert!(made.remove("client_secret").is_some());
    }
    assert_eq!(again, without_secrets);
    assert_eq!(events(directory.path()), before);

    let mut file = two_tenants();
    let tenant = &mut file["tenants"][0];
    tenant["policy"]["sign_up"] = json!("closed");
    tenant["users"][0]["password"] = json!("another horse battery");
    let users = tenant["users"].as_array_mut().unwrap();
    users.push(json!({"username": "carol", "password": PASSWORD}));
    let listed = done(directory.path(), &file, &["--dry-run"]);
    assert_eq!(
        listed["changes"],
        json!([
            {"op": "update", "path": "tenants[0].policy.sign_up"},
            {"op": "update", "path": "tenants[0].users[0].password"},
            {"op": "create", "path": "tenants[0].users[2]"},
        ])
    );
    assert_eq!(try_sign_in(&server, "acme", "carol", PASSWORD).status, 401);
    done(directory.path(), &file, &[]);
    let second = Duration::from_secs(1);
    let seen = |login: &'static str, password: &'static str| {
        let ask = || try_sign_in(&server, "acme", login, password);
        within(second, ask, |answer| answer.status == 200);
    };
    seen("carol", PASSWORD);
    seen("alice", "another horse battery");
    assert_eq!(try_sign_in(&server, "acme", "alice", PASSWORD).status, 401);
    let body = json!({"email": "dora@example.test", "password": PASSWORD});
    let sign_up = || post_json(server.address, "/t/acme/api/v1/auth/sign-up", &body);
    within(second, sign_up, |answer| answer.status == 403);
}

#[test]
fn a_file_that_does_not_do_names_the_path_and_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    done(directory.path(), &two_tenants(), &[]);
    let before = events(directory.path());
    let mut wrong = two_tenants();
    wrong["tenants"][1]["users"][1]["emial"] = json!("bob@example.test");
    let unknown_role = {
        let mut file = two_tenants();
        file["tenants"][0]["name"] = json!("New name");
        file["tenants"][1]["users"][0]["roles"] = json!(["nobody"]);
        file
    };
    for (file, path) in [
        (wrong, "tenants[1].users[1].emial: unknown"),
        (
            unknown_role,
            "tenants[1].users[0].roles[0]: there is no role",
        ),
    ] {
        for flags in [&["--dry-run"][..], &[]] {
            let (code, line) = failure(&apply(directory.path(), &file, flags));
            assert_eq!(code, 2);
            assert!(line.contains(path), "{path}: {line}");
        }
    }
    let output = run(directory.path(), &["apply", "none.json"], "");
    let (code, line) = failure(&output);
    assert_eq!(code, 2);
    assert!(line.contains("none.json"), "{line}");
    assert_eq!(events(directory.path()), before);
}

fn list_users(server: &Server, slug: &str, token: &Value) -> Answer {
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    let path = format!("/t/{slug}/api/v1/users");
    request(server.address, "GET", &path, &headers, "").unwrap()
}

#[test]
fn keys_are_printed_and_the_former_ones_are_refused_within_a_second() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path());
    let first = done(directory.path(), &two_tenants(), &["--issue-keys"]);
    let [acme, globex] = [&first["tenants"][0], &first["tenants"][1]];
    assert_eq!(
        list_users(&server, "acme", &acme["admin_token"]).status,
        200
    );
    assert_eq!(
        list_users(&server, "globex", &acme["admin_token"]).status,
        401
    );
    assert_eq!(
        list_users(&server, "globex", &globex["admin_token"]).status,
        200
    );
    assert_eq!(list_users(&server, "acme", &acme["scim_token"]).status, 403);
    assert!(acme["clients"][0].get("client_secret").is_none());
    let made = acme["clients"][1]["client_secret"].as_str().unwrap();
    assert!(made.starts_with("anx_cs_"), "{made}");

    let second = done(directory.path(), &two_tenants(), &["--issue-keys"]);
    let again = &second["tenants"][0];
    assert!(again["clients"][1].get("client_secret").is_none());
    assert_eq!(again["clients"][1]["id"], acme["clients"][1]["id"]);
    let ask = || list_users(&server, "acme", &acme["admin_token"]);
    within(Duration::from_secs(1), ask, |answer| answer.status == 401);
    assert_eq!(
        list_users(&server, "acme", &again["admin_token"]).status,
        200
    );
}

/// The file of the guide is one that works.
#[test]
fn the_guides_example_is_applied() {
    let guide = include_str!("../../../../docs/guide/apply.md");
    let (_, rest) = guide.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let example: Value = serde_json::from_str(example).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let made = done(directory.path(), &example, &[]);
    assert_eq!(made["tenants"][0]["slug"], "acme");
    let listed = done(directory.path(), &example, &["--dry-run"]);
    assert_eq!(listed, json!({"changes": []}));
}
