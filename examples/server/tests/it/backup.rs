//! Copies under load, and what comes back out of them.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use serde_json::{Value, json};

use crate::{
    client::{Answer, Browser, post_json, request},
    process::{PASSWORD, Server, create_tenant, failure, free_port, run},
};

fn sign_in(server: &Server, slug: &str, email: &str) -> Answer {
    let body = json!({"email": email, "password": PASSWORD});
    post_json(
        server.address,
        &format!("/t/{slug}/api/v1/auth/sign-in"),
        &body,
    )
}

fn me(server: &Server, access: &Value) -> u16 {
    let bearer = format!("Bearer {}", access.as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    request(server.address, "GET", "/t/acme/api/v1/me", &headers, "")
        .unwrap()
        .status
}

fn refresh(server: &Server, token: &Value) -> u16 {
    let body = json!({"refresh_token": token});
    post_json(server.address, "/t/acme/api/v1/auth/refresh", &body).status
}

fn backup(directory: &Path, file: &str) -> Value {
    let output = run(directory, &["backup", file, "--json"], "");
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A directory with the key ring of another, and nothing else.
fn beside(directory: &Path) -> tempfile::TempDir {
    let other = tempfile::tempdir().unwrap();
    std::fs::copy(
        directory.join("authnex.keyring"),
        other.path().join("authnex.keyring"),
    )
    .unwrap();
    other
}

/// Signs in for as long as it may; says how often that went well.
fn load(server: &Server, stop: &Arc<AtomicBool>) -> std::thread::JoinHandle<u64> {
    let (address, stop) = (server.address, stop.clone());
    std::thread::spawn(move || {
        let signed_in = AtomicU64::new(0);
        let body = json!({"email": "owner@acme.test", "password": PASSWORD});
        while !stop.load(Ordering::Relaxed) {
            let answer = post_json(address, "/t/acme/api/v1/auth/sign-in", &body);
            assert_eq!(answer.status, 200, "{}", answer.body);
            signed_in.fetch_add(1, Ordering::Relaxed);
        }
        signed_in.into_inner()
    })
}

#[test]
fn a_backup_under_load_is_whole_and_users_sign_in_after_a_restore() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let server = Server::start(directory.path());
    let stop = Arc::new(AtomicBool::new(false));
    let busy: Vec<_> = (0..2).map(|_| load(&server, &stop)).collect();
    let mut last = 0;
    for n in 0..5 {
        let file = format!("copy-{n}.db");
        let made = backup(directory.path(), &file);
        assert_eq!(made["key_ring_included"], false);
        let raw = rusqlite::Connection::open(directory.path().join(&file)).unwrap();
        let ok: String = raw
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(ok, "ok");
        let sessions: i64 = raw
            .query_row("SELECT count(*) FROM authnex_session", [], |row| row.get(0))
            .unwrap();
        assert!(sessions >= last, "a later moment has what an earlier had");
        last = sessions;
    }
    stop.store(true, Ordering::Relaxed);
    let signed_in: u64 = busy.into_iter().map(|it| it.join().unwrap()).sum();
    assert!(signed_in > 0, "it went on meanwhile");
    server.terminate();

    let other = beside(directory.path());
    let file = directory.path().join("copy-4.db");
    let restored = run(other.path(), &["restore", file.to_str().unwrap()], "");
    assert!(restored.status.success(), "{restored:?}");
    let server = Server::start(other.path());
    assert_eq!(sign_in(&server, "acme", "owner@acme.test").status, 200);
}

#[test]
fn a_backup_is_for_its_owner_only_has_no_log_and_replaces_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    backup(directory.path(), "copy.db");
    let copy = directory.path().join("copy.db");
    let mode = std::fs::metadata(&copy).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let left: Vec<_> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("copy.db") && name != "copy.db")
        .collect();
    assert!(left.is_empty(), "{left:?}");
    let before = std::fs::read(&copy).unwrap();
    let (code, line) = failure(&run(directory.path(), &["backup", "copy.db"], ""));
    assert_eq!(code, 2);
    assert!(line.contains("not overwritten"), "{line}");
    assert_eq!(std::fs::read(&copy).unwrap(), before);
    let (code, _) = failure(&run(directory.path(), &["backup", "no/such/place.db"], ""));
    assert_eq!(code, 1);
    let empty = tempfile::tempdir().unwrap();
    let (code, line) = failure(&run(empty.path(), &["backup", "copy.db"], ""));
    assert_eq!(code, 2, "{line}");
    assert!(!empty.path().join("authnex.db").exists());
}

/// A database with a signed-in owner, its backup, and what the owner holds.
fn signed_in_and_backed_up() -> (tempfile::TempDir, Value, Browser) {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let port = free_port();
    let server = Server::start_on(directory.path(), port, &[]);
    let tokens = sign_in(&server, "acme", "owner@acme.test").json();
    let mut browser = Browser::at(server.address);
    let fields = [
        ("organization", "acme"),
        ("email", "owner@acme.test"),
        ("password", PASSWORD),
    ];
    let landed = browser.fill_in(
        "/portal/sign-in?organization=acme",
        "/portal/sign-in",
        &fields,
    );
    assert_eq!(landed.header("location"), Some("/portal/dashboard"));
    backup(directory.path(), "copy.db");
    server.terminate();
    (directory, tokens, browser)
}

#[test]
fn without_invalidate_everything_is_as_it_was() {
    let (directory, tokens, mut browser) = signed_in_and_backed_up();
    let restored = run(directory.path(), &["restore", "copy.db", "--force"], "");
    assert!(restored.status.success(), "{restored:?}");
    let port = browser.address().port();
    let server = Server::start_on(directory.path(), port, &[]);
    assert_eq!(browser.open("/portal/dashboard").status, 200);
    assert_eq!(me(&server, &tokens["access_token"]), 200);
    assert_eq!(refresh(&server, &tokens["refresh_token"]), 200);
}

#[test]
fn with_invalidate_sessions_and_tokens_of_before_are_refused_and_users_sign_in() {
    let (directory, tokens, mut browser) = signed_in_and_backed_up();
    let restored = run(
        directory.path(),
        &["restore", "copy.db", "--force", "--invalidate", "--json"],
        "",
    );
    assert!(restored.status.success(), "{restored:?}");
    let said: Value = serde_json::from_slice(&restored.stdout).unwrap();
    assert!(said["rows"].as_u64().unwrap() >= 4, "{said}");
    let server = Server::start_on(directory.path(), browser.address().port(), &[]);
    assert_eq!(browser.open("/portal/dashboard").status, 303);
    assert_eq!(me(&server, &tokens["access_token"]), 401);
    assert_eq!(refresh(&server, &tokens["refresh_token"]), 401);
    let again = sign_in(&server, "acme", "owner@acme.test").json();
    assert_eq!(me(&server, &again["access_token"]), 200);
}

#[test]
fn a_restore_changes_nothing_under_a_server_or_unasked() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    backup(directory.path(), "copy.db");
    create_tenant(directory.path(), "later");
    let restore = |arguments: &[&str]| {
        let mut all = vec!["restore"];
        all.extend(arguments);
        failure(&run(directory.path(), &all, ""))
    };
    let (code, line) = restore(&["copy.db"]);
    assert_eq!(code, 2);
    assert!(line.contains("--force"), "{line}");
    let (code, _) = restore(&["none.db", "--force"]);
    assert_eq!(code, 2);
    std::fs::write(directory.path().join("junk.db"), "no database at all").unwrap();
    let (code, line) = restore(&["junk.db", "--force"]);
    assert_eq!(code, 1);
    assert!(line.contains("nothing was restored"), "{line}");

    let server = Server::start(directory.path());
    let (code, line) = restore(&["copy.db", "--force"]);
    assert_eq!(code, 1);
    assert!(line.contains("stop the server"), "{line}");
    assert_eq!(sign_in(&server, "later", "owner@later.test").status, 200);
    server.terminate();

    let ring = directory.path().join("authnex.keyring");
    let own = std::fs::read(&ring).unwrap();
    std::fs::remove_file(&ring).unwrap();
    let (code, line) = restore(&["copy.db", "--force"]);
    assert_eq!((code, ring.exists()), (2, false), "{line}");
    let other = tempfile::tempdir().unwrap();
    create_tenant(other.path(), "acme");
    std::fs::copy(other.path().join("authnex.keyring"), &ring).unwrap();
    let (code, line) = restore(&["copy.db", "--force"]);
    assert_eq!(code, 2, "{line}");
    std::fs::write(&ring, own).unwrap();
    let server = Server::start(directory.path());
    assert_eq!(sign_in(&server, "later", "owner@later.test").status, 200);
    let left = std::fs::read_dir(directory.path()).unwrap().any(|entry| {
        let name = entry.unwrap().file_name();
        name.to_string_lossy().contains(".restore-")
    });
    assert!(!left, "no copy is left lying about");
}
