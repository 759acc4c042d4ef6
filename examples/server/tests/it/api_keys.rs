//! `api-key …`: what a running server takes.

use std::{path::Path, process::Output, time::Duration};

use serde_json::{Value, json};

use crate::{
    client::{Answer, request},
    process::{Server, create_tenant, failure, run, within},
};

fn api_key(directory: &Path, arguments: &[&str]) -> Output {
    let mut all = vec!["api-key"];
    all.extend(arguments);
    all.extend(["--tenant", "acme", "--json"]);
    run(directory, &all, "")
}

fn done(directory: &Path, arguments: &[&str]) -> Value {
    let output = api_key(directory, arguments);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn list_users(server: &Server, key: &Value) -> Answer {
    let bearer = format!("Bearer {}", key["key"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    request(server.address, "GET", "/t/acme/api/v1/users", &headers, "").unwrap()
}

#[test]
fn a_key_opens_what_it_may_until_it_is_rotated_or_revoked() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let server = Server::start(directory.path());
    let directory = directory.path();
    let first = done(
        directory,
        &[
            "create",
            "--client",
            "ci",
            "--permission",
            "users:read",
            "--expires-in-days",
            "30",
        ],
    );
    assert_eq!(first["client_id"], "ci");
    assert_eq!(first["permissions"], json!(["users:read"]));
    assert!(first["expires_at"].is_string());
    assert_eq!(list_users(&server, &first).status, 200);
    let other = done(directory, &["create", "--permission", "events:read"]);
    assert_eq!(list_users(&server, &other).status, 403);

    let second = done(directory, &["rotate", first["id"].as_str().unwrap()]);
    let second_id = second["id"].as_str().unwrap();
    let soon = Duration::from_secs(1);
    within(
        soon,
        || list_users(&server, &first),
        |answer| answer.status == 401,
    );
    assert_eq!(list_users(&server, &second).status, 200);
    assert_eq!(done(directory, &["revoke", second_id])["changed"], true);
    within(
        soon,
        || list_users(&server, &second),
        |answer| answer.status == 401,
    );
    assert_eq!(done(directory, &["revoke", second_id])["changed"], false);

    let page = done(directory, &["list", "--limit", "2"]);
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    assert!(page["items"][0].get("key").is_none());
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = done(directory, &["list", "--cursor", cursor]);
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
}

#[test]
fn what_cannot_be_is_said_so() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    for (arguments, code, said) in [
        (
            &["create", "--permission", "users:fly"][..],
            2,
            "permissions: ",
        ),
        (
            &["create", "--expires-in-days", "0"],
            2,
            "--expires-in-days",
        ),
        (&["rotate", "x"], 2, "cls_"),
        (
            &["revoke", "cls_00000000000000000000000000"],
            1,
            "no such API key",
        ),
        (&["list", "--limit", "0"], 2, "--limit"),
    ] {
        let (status, line) = failure(&api_key(directory.path(), arguments));
        assert_eq!(status, code, "{line}");
        assert!(line.contains(said), "{said}: {line}");
    }
}
