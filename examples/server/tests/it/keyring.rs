//! Master keys change beside a running server.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{
    client::{Answer, post_json},
    process::{PASSWORD, Server, create_tenant, failure, run},
};

fn rotate(directory: &Path, arguments: &[&str]) -> Value {
    let mut all = vec!["keyring", "rotate", "--json"];
    all.extend(arguments);
    let output = run(directory, &all, "");
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn ring(directory: &Path) -> PathBuf {
    directory.join("authnex.keyring")
}

fn keys(directory: &Path) -> (Value, Vec<Value>) {
    let text = std::fs::read_to_string(ring(directory)).unwrap();
    let ring: Value = serde_json::from_str(&text).unwrap();
    let ids = ring["keys"].as_array().unwrap();
    (
        ring["active"].clone(),
        ids.iter().map(|key| key["id"].clone()).collect(),
    )
}

fn sign_in(server: &Server, slug: &str) -> Answer {
    let body = json!({"email": format!("owner@{slug}.test"), "password": PASSWORD});
    let path = format!("/t/{slug}/api/v1/auth/sign-in");
    post_json(server.address, &path, &body)
}

#[test]
fn it_rotates_under_use_and_old_keys_retire() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    for slug in ["acme", "globex"] {
        create_tenant(at, slug);
    }
    let server = Server::start(at);
    assert_eq!(sign_in(&server, "acme").status, 200);
    let done = rotate(at, &[]);
    assert_eq!(
        (&done["active"], &done["tenants"], &done["instance"]),
        (&json!(2), &json!(2), &json!(true))
    );
    assert_eq!(keys(at), (json!(2), vec![json!(1), json!(2)]));
    let mode = std::fs::metadata(ring(at)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // The server knew one of them; of the other it meets a key that it did not have.
    for slug in ["acme", "globex"] {
        assert_eq!(sign_in(&server, slug).status, 200, "{slug}");
    }
    let retired = rotate(at, &["--retire"]);
    assert_eq!(retired["retired"], json!([1]));
    assert_eq!(keys(at), (json!(2), vec![json!(2)]));
    // A tenant that is made by the running server now is wrapped with the key that is left.
    let fields = [
        ("slug", "late"),
        ("name", "Late"),
        ("email", "owner@late.test"),
        ("password", PASSWORD),
    ];
    let answer = crate::client::Browser::at(server.address).fill_in(
        "/portal/sign-up",
        "/portal/sign-up",
        &fields,
    );
    assert_eq!(answer.status, 303, "{}", answer.body);
    server.terminate();
    let server = Server::start(at);
    for slug in ["acme", "globex", "late"] {
        assert_eq!(sign_in(&server, slug).status, 200, "{slug}");
    }
}

#[test]
fn a_key_may_be_added_first_and_used_later() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    create_tenant(at, "acme");
    assert_eq!(rotate(at, &["--add-only"])["added"], 2);
    assert_eq!(keys(at), (json!(1), vec![json!(1), json!(2)]));
    let early = run(at, &["keyring", "rotate", "--retire"], "");
    assert!(failure(&early).1.contains("not in use yet"));
    assert_eq!(rotate(at, &[])["active"], 2, "no third one is made");
    assert_eq!(keys(at), (json!(2), vec![json!(1), json!(2)]));
}

#[test]
fn a_rotation_that_was_cut_off_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    create_tenant(at, "acme");
    rotate(at, &["--add-only"]);
    // As after a crash between the file and the first unit: the new key is active, nothing is wrapped with it.
    let text = std::fs::read_to_string(ring(at)).unwrap();
    let mut cut: Value = serde_json::from_str(&text).unwrap();
    cut["active"] = json!(2);
    std::fs::write(ring(at), cut.to_string()).unwrap();
    let refused = run(at, &["keyring", "rotate", "--retire"], "");
    assert!(failure(&refused).1.contains("still wraps"));
    let done = rotate(at, &[]);
    assert_eq!(
        (&done["went_on"], &done["active"], &done["tenants"]),
        (&json!(true), &json!(2), &json!(1))
    );
    assert_eq!(keys(at).1.len(), 2);
}

#[test]
fn a_second_rotation_at_the_same_time_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    create_tenant(at, "acme");
    let before = std::fs::read(ring(at)).unwrap();
    std::fs::write(at.join("authnex.keyring.new"), "").unwrap();
    let (code, line) = failure(&run(at, &["keyring", "rotate"], ""));
    assert_eq!(code, 1);
    assert!(line.contains("authnex.keyring.new"), "{line}");
    assert_eq!(std::fs::read(ring(at)).unwrap(), before);
}

#[test]
fn a_ring_that_is_no_file_cannot_be_rotated() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let text = std::fs::read_to_string(ring(directory.path())).unwrap();
    let output = crate::process::command(directory.path(), &["keyring", "rotate"])
        .env("AUTHNEX_KEYRING", text)
        .output()
        .unwrap();
    let (code, line) = failure(&output);
    assert_eq!(code, 2);
    assert!(line.contains("AUTHNEX_KEYRING_FILE"), "{line}");
}

#[test]
fn another_ring_in_the_files_place_is_not_taken_by_a_running_server() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    create_tenant(at, "acme");
    let server = Server::start(at);
    let own = std::fs::read(ring(at)).unwrap();
    let other = tempfile::tempdir().unwrap();
    create_tenant(other.path(), "acme");
    std::fs::copy(ring(other.path()), ring(at)).unwrap();
    let fields = [
        ("slug", "late"),
        ("name", "Late"),
        ("email", "owner@late.test"),
        ("password", PASSWORD),
    ];
    let page = "/portal/sign-up";
    let answer = crate::client::Browser::at(server.address).fill_in(page, page, &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    std::fs::write(ring(at), own).unwrap();
    server.terminate();
    let server = Server::start(at);
    assert_eq!(
        sign_in(&server, "late").status,
        200,
        "sealed by the right ring"
    );
}
