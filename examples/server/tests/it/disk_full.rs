//! SQLite on a disk that fills up: a small file system in memory, in a namespace of the server's own.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use serde_json::json;

use crate::{
    client::{Answer, Browser, get, post_json, request},
    process::{PASSWORD, Server, command, free_port, within},
};

/// The size of the disk, in KiB.
const KIB: u32 = 6 * 1024;

/// Whether this machine lets a test mount anything.
fn can_mount() -> bool {
    Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// A server whose database and key ring are on a small disk.
fn start(directory: &Path) -> Server {
    let disk = directory.join("disk");
    std::fs::create_dir(&disk).unwrap();
    let script = format!(
        "mount -t tmpfs -o size={KIB}k tmpfs '{disk}' && cd '{disk}' && exec '{binary}' serve",
        disk = disk.display(),
        binary = env!("CARGO_BIN_EXE_authnex"),
    );
    let mut unshare = Command::new("unshare");
    unshare.current_dir(directory).args([
        "--user",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        &script,
    ]);
    Server::start_by(unshare, directory, free_port(), &[])
}

/// Runs something on the server's disk.
fn beside(server: &Server, directory: &Path, script: &str) -> Output {
    let disk = directory.join("disk");
    let script = format!("cd '{}' && {script}", disk.display());
    Command::new("nsenter")
        .args(["--target", &server.id().to_string(), "--user", "--mount"])
        .args(["--preserve-credentials", "sh", "-c", &script])
        .output()
        .unwrap()
}

fn sign_up(server: &Server, email: &str) -> Answer {
    let body = json!({"email": email, "password": PASSWORD});
    post_json(server.address, "/t/acme/api/v1/auth/sign-up", &body)
}

fn tokens(server: &Server) -> String {
    let body = json!({"email": "owner@acme.test", "password": PASSWORD});
    let answer = post_json(server.address, "/t/acme/api/v1/auth/sign-in", &body);
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

fn me(server: &Server, access: &str) -> u16 {
    let bearer = format!("Bearer {access}");
    let headers = [("authorization", bearer.as_str())];
    request(server.address, "GET", "/t/acme/api/v1/me", &headers, "")
        .unwrap()
        .status
}

/// Signs up until the disk is full; says who was acknowledged, and the refusal.
fn until_refused(server: &Server) -> (Vec<String>, Answer) {
    let mut acknowledged = Vec::new();
    for n in 0..200 {
        let email = format!("user{n}@acme.test");
        let answer = sign_up(server, &email);
        match answer.status {
            201 => acknowledged.push(email),
            503 => return (acknowledged, answer),
            other => panic!("{other}: {}", answer.body),
        }
    }
    panic!("the disk was never full");
}

#[test]
fn a_full_disk_is_refused_clearly_and_all_is_well_when_space_returns() {
    if !can_mount() {
        eprintln!("not run: no user namespaces on this machine");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let server = start(directory.path());
    let page = "/portal/sign-up";
    let fields = [
        ("slug", "acme"),
        ("name", "Acme"),
        ("email", "owner@acme.test"),
        ("password", PASSWORD),
    ];
    let made = Browser::at(server.address).fill_in(page, page, &fields);
    assert_eq!(made.status, 303, "{}", made.body);
    let access = tokens(&server);
    beside(
        &server,
        directory.path(),
        "cat /dev/zero > ballast 2>/dev/null",
    );

    let (acknowledged, refused) = until_refused(&server);
    assert!(refused.header("retry-after").is_some(), "{refused:?}");
    assert!(refused.body.contains("urn:authnex:problem:"), "{refused:?}");
    assert!(!refused.body.contains("disk"), "only the log says why");
    assert_eq!(me(&server, &access), 200, "reads go on");
    assert_eq!(get(server.address, "/t/acme/oauth/jwks").status, 200);
    assert_eq!(get(server.address, "/healthz").status, 200);
    let log = std::fs::read_to_string(directory.path().join("server.log")).unwrap();
    assert!(log.contains("disk is full"), "{log}");

    beside(&server, directory.path(), "rm ballast");
    within(
        Duration::from_secs(5),
        || sign_up(&server, "late@acme.test"),
        |answer| matches!(answer.status, 201 | 409),
    );
    let copy = directory.path().join("copy.db");
    let script = format!(
        "'{}' backup '{}'",
        env!("CARGO_BIN_EXE_authnex"),
        copy.display()
    );
    let made = beside(&server, directory.path(), &script);
    assert!(made.status.success(), "sound: {made:?}");
    assert_eq!(missing(&copy, &acknowledged), Vec::<String>::new());
    assert_eq!(server.terminate(), Some(0));
}

/// Who was acknowledged and is not there.
fn missing(copy: &Path, acknowledged: &[String]) -> Vec<String> {
    let raw = rusqlite::Connection::open(copy).unwrap();
    let mut statement = raw
        .prepare("SELECT count(*) FROM authnex_user WHERE email = ?1")
        .unwrap();
    let there = |email: &String| -> bool {
        statement
            .query_row([email], |row| row.get::<_, i64>(0))
            .unwrap()
            == 1
    };
    let mut there = there;
    acknowledged
        .iter()
        .filter(|email| !there(email))
        .cloned()
        .collect()
}

/// With the store away the server says so where it is asked, and serves on.
#[test]
fn readiness_follows_the_store() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path());
    assert_eq!(get(server.address, "/readyz").status, 200);
    let raw = rusqlite::Connection::open(directory.path().join("authnex.db")).unwrap();
    raw.execute("DELETE FROM authnex_schema", []).unwrap();
    assert_eq!(get(server.address, "/readyz").status, 503);
    assert_eq!(get(server.address, "/healthz").status, 200);
    raw.execute(
        "INSERT INTO authnex_schema (id, version, min_binary) SELECT 1, max(version), 1 FROM authnex_migration",
        [],
    )
    .unwrap();
    assert_eq!(get(server.address, "/readyz").status, 200);
    drop(raw);
    let check = command(directory.path(), &["migrate", "--check"]).output();
    assert!(check.unwrap().status.success());
}
