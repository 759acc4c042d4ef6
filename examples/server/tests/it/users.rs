//! `user …`: what a running server shows of it.

use std::{path::Path, process::Output, time::Duration};

use serde_json::{Value, json};

use crate::{
    client::{Answer, post_json, request},
    process::{PASSWORD, Server, create_tenant, failure, run, within},
};

const SECOND: Duration = Duration::from_secs(1);

fn user(directory: &Path, arguments: &[&str], input: &str) -> Output {
    let mut all = vec!["user"];
    all.extend(arguments);
    all.extend(["--tenant", "acme", "--json"]);
    run(directory, &all, input)
}

fn done(directory: &Path, arguments: &[&str], input: &str) -> Value {
    let output = user(directory, arguments, input);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn try_sign_in(server: &Server, login: &str, password: &str) -> Answer {
    let body = json!({"email": login, "password": password});
    post_json(server.address, "/t/acme/api/v1/auth/sign-in", &body)
}

fn me(server: &Server, token: &str) -> u16 {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    let answer = request(server.address, "GET", "/t/acme/api/v1/me", &headers, "");
    answer.unwrap().status
}

fn token(server: &Server, login: &str, password: &str) -> String {
    let answer = try_sign_in(server, login, password);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn a_user_is_made_shown_and_listed() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let made = done(
        directory.path(),
        &[
            "create",
            "ben@acme.test",
            "--email-verified",
            "--display-name",
            "Ben B",
            "--role",
            "admin",
        ],
        PASSWORD,
    );
    assert_eq!(made["email"], "ben@acme.test");
    let none = done(
        directory.path(),
        &["create", "service", "--no-password"],
        "",
    );
    assert_eq!(none["email"], Value::Null);
    for name in ["ben@acme.test", made["id"].as_str().unwrap()] {
        let shown = done(directory.path(), &["show", name], "");
        assert_eq!(shown["id"], made["id"]);
        assert_eq!(shown["roles"], json!(["admin"]));
        assert_eq!(shown["email_verified"], true);
    }
    let first = done(directory.path(), &["list", "--limit", "2"], "");
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = done(directory.path(), &["list", "--cursor", cursor], "");
    assert_eq!(rest["items"][0]["username"], "service");
    assert_eq!(rest["next_cursor"], Value::Null);
}

#[test]
fn what_is_done_to_a_user_is_seen_by_a_running_server() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let server = Server::start(directory.path());
    let directory = directory.path();
    done(directory, &["create", "ben"], PASSWORD);
    let first = token(&server, "ben", PASSWORD);

    assert_eq!(done(directory, &["suspend", "ben"], "")["changed"], true);
    assert_eq!(done(directory, &["suspend", "ben"], "")["changed"], false);
    let ask = || try_sign_in(&server, "ben", PASSWORD);
    within(SECOND, ask, |answer| answer.status == 401);
    assert_eq!(me(&server, &first), 401);
    done(directory, &["reactivate", "ben"], "");
    within(SECOND, ask, |answer| answer.status == 200);

    let open = token(&server, "ben", PASSWORD);
    let ended = done(directory, &["end-sessions", "ben"], "");
    assert!(ended["ended"].as_u64().unwrap() >= 1);
    assert_eq!(me(&server, &open), 401);

    let given = done(directory, &["assign-role", "ben", "admin"], "");
    assert_eq!(given["roles"], json!(["admin", "member"]));
    let taken = done(directory, &["unassign-role", "ben", "admin"], "");
    assert_eq!(taken["roles"], json!(["member"]));

    let open = token(&server, "ben", PASSWORD);
    done(
        directory,
        &["set-password", "ben", "--must-change"],
        "another horse battery\n",
    );
    assert_eq!(me(&server, &open), 401);
    assert_eq!(try_sign_in(&server, "ben", PASSWORD).status, 401);
    let asked = try_sign_in(&server, "ben", "another horse battery").json();
    assert_eq!(asked["action"], "change_password");
}

#[test]
fn what_cannot_be_is_said_so() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let directory = directory.path();
    for (arguments, input, code, said) in [
        (&["show", "nobody"][..], "", 1, "there is no user 'nobody'"),
        (&["create", "owner@acme.test"], PASSWORD, 1, "taken"),
        (&["create", "ben"], "short", 2, "password: "),
        (&["create", "ben"], "", 2, "standard input"),
        (
            &["create", "ben", "--role", "no"],
            PASSWORD,
            2,
            "there is no role 'no'",
        ),
        (
            &["set-password", "owner@acme.test"],
            "short",
            2,
            "password: ",
        ),
        (
            &["assign-role", "owner@acme.test", "no"],
            "",
            2,
            "there is no role",
        ),
        (&["list", "--limit", "0"], "", 2, "--limit"),
        (&["list", "--cursor", "x"], "", 2, "--cursor"),
    ] {
        let (status, line) = failure(&user(directory, arguments, input));
        assert_eq!(status, code, "{line}");
        assert!(line.contains(said), "{said}: {line}");
    }
    let output = run(directory, &["user", "list", "--tenant", "nobody"], "");
    assert_eq!(failure(&output).0, 1);
}
