use std::path::Path;

use crate::process::{Server, command, create_tenant, failure, run};

fn serve(directory: &Path) -> (i32, String) {
    failure(&run(directory, &["serve", "--listen", "127.0.0.1:0"], ""))
}

#[test]
fn the_key_ring_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    for file in ["authnex.keyring", "authnex.db"] {
        let mode = std::fs::metadata(directory.path().join(file))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[test]
fn another_key_ring_is_refused_and_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let other = tempfile::tempdir().unwrap();
    create_tenant(other.path(), "acme");
    let ring = directory.path().join("authnex.keyring");
    let own = std::fs::read(&ring).unwrap();
    std::fs::copy(other.path().join("authnex.keyring"), &ring).unwrap();
    let (code, line) = serve(directory.path());
    assert_eq!(code, 2);
    assert!(line.contains("does not fit"), "{line}");
    std::fs::write(&ring, own).unwrap();
    drop(Server::start(directory.path()));
}

#[test]
fn a_missing_or_damaged_key_ring_is_refused_and_none_is_made() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let ring = directory.path().join("authnex.keyring");
    std::fs::remove_file(&ring).unwrap();
    let (code, line) = serve(directory.path());
    assert_eq!(code, 2);
    assert!(line.contains("put the key ring back"), "{line}");
    assert!(!ring.exists());
    std::fs::write(&ring, "{\"v\": 1").unwrap();
    assert_eq!(serve(directory.path()).0, 2);
}

#[test]
fn a_busy_port_is_said_before_the_database_is_touched() {
    let directory = tempfile::tempdir().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let output = command(directory.path(), &["serve", "--listen", &address]).output();
    let (code, line) = failure(&output.unwrap());
    assert_eq!(code, 1);
    assert!(line.contains("AUTHNEX_LISTEN"), "{line}");
    assert!(!directory.path().join("authnex.db").exists());
}

#[test]
fn a_directory_that_is_not_there_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let output = command(directory.path(), &["serve", "--listen", "127.0.0.1:0"])
        .env("AUTHNEX_DATABASE_URL", "sqlite:not/there/authnex.db")
        .output()
        .unwrap();
    let (code, line) = failure(&output);
    assert_eq!(code, 1);
    assert!(line.contains("not/there"), "{line}");
}

#[test]
fn a_damaged_database_is_said_and_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let path = directory.path().join("authnex.db");
    for wal in ["authnex.db-wal", "authnex.db-shm"] {
        let _ = std::fs::remove_file(directory.path().join(wal));
    }
    std::fs::write(&path, vec![b'x'; 8192]).unwrap();
    let (code, line) = serve(directory.path());
    assert_eq!(code, 1);
    assert!(line.contains("damaged"), "{line}");
    assert_eq!(std::fs::read(&path).unwrap(), vec![b'x'; 8192]);
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let database = rusqlite::Connection::open(directory.path().join("authnex.db")).unwrap();
    let changed = database
        .execute("update authnex_schema set min_binary = 9999", [])
        .unwrap();
    assert_eq!(changed, 1);
    drop(database);
    let (code, line) = serve(directory.path());
    assert_eq!(code, 1);
    assert!(line.contains("9999"), "{line}");
}

#[test]
fn no_secret_reaches_the_log_or_the_database_in_clear() {
    use crate::{client::post_json, process::PASSWORD};
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let server = Server::start_on(
        directory.path(),
        crate::process::free_port(),
        &[("AUTHNEX_LOG", "debug")],
    );
    let body = serde_json::json!({"email": "owner@acme.test", "password": PASSWORD});
    let tokens = post_json(server.address, "/t/acme/api/v1/auth/sign-in", &body).json();
    let refreshed = post_json(
        server.address,
        "/t/acme/api/v1/auth/refresh",
        &serde_json::json!({"refresh_token": tokens["refresh_token"]}),
    );
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    let wrong =
        serde_json::json!({"email": "owner@acme.test", "password": "canary-wrong-password"});
    assert_eq!(
        post_json(server.address, "/t/acme/api/v1/auth/sign-in", &wrong).status,
        401
    );
    server.terminate();
    let secrets = [
        PASSWORD,
        "canary-wrong-password",
        tokens["refresh_token"].as_str().unwrap(),
        tokens["access_token"].as_str().unwrap(),
    ];
    for file in ["server.log", "authnex.db", "authnex.db-wal"] {
        let bytes = std::fs::read(directory.path().join(file)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        for secret in secrets {
            assert!(!text.contains(secret), "{file} has a secret in clear");
        }
    }
}
