//! What the self-check says, and what `migrate` does.

use std::path::Path;

use serde_json::Value;

use crate::process::{Server, command, create_tenant, failure, run};

fn checks(directory: &Path, settings: &[(&str, &str)]) -> (Value, Option<i32>) {
    let output = command(directory, &["doctor", "--json"])
        .envs(settings.iter().copied())
        .output()
        .unwrap();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {output:?}");
    });
    assert_eq!(said["ok"], output.status.success());
    (said["checks"].clone(), output.status.code())
}

fn status<'c>(checks: &'c Value, name: &str) -> (&'c str, &'c str) {
    let check = checks
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["name"] == name)
        .unwrap_or_else(|| panic!("{name} in {checks}"));
    (
        check["status"].as_str().unwrap(),
        check["detail"].as_str().unwrap(),
    )
}

#[test]
fn a_sound_installation_is_said_to_be_so_also_beside_a_server() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let server = Server::start(directory.path());
    let base = format!("http://localhost:{}", server.port());
    // The tenant was made under the default base URL.
    let accepted = command(directory.path(), &["doctor", "--accept-base-url"])
        .env("AUTHNEX_BASE_URL", &base)
        .output()
        .unwrap();
    assert!(accepted.status.success(), "{accepted:?}");
    let (said, code) = checks(directory.path(), &[("AUTHNEX_BASE_URL", &base)]);
    assert_eq!(code, Some(0));
    for name in [
        "configuration",
        "key_ring",
        "database",
        "schema",
        "integrity",
        "keys",
        "base_url",
        "clock",
    ] {
        assert_eq!(status(&said, name).0, "ok", "{name}: {said}");
    }
}

#[test]
fn nothing_is_made_by_looking() {
    let directory = tempfile::tempdir().unwrap();
    let (said, code) = checks(directory.path(), &[]);
    assert_eq!(code, Some(0));
    assert_eq!(status(&said, "database").0, "warn");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn another_base_url_than_the_issuers_fails_until_it_is_accepted() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let other = [("AUTHNEX_BASE_URL", "https://id.example.test")];
    let (said, code) = checks(directory.path(), &other);
    assert_eq!(code, Some(1));
    let (status_now, detail) = status(&said, "base_url");
    assert_eq!(status_now, "fail");
    assert!(detail.contains("--accept-base-url"), "{detail}");
}

#[test]
fn faults_are_found_and_each_says_what_to_do() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    create_tenant(at, "acme");
    let ring = at.join("authnex.keyring");
    std::fs::set_permissions(&ring, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (said, code) = checks(at, &[("AUTHNEX_TYPO", "1")]);
    assert_eq!(code, Some(1));
    assert!(status(&said, "key_ring").1.contains("chmod 600"));
    assert_eq!(status(&said, "configuration").0, "warn");
    std::fs::set_permissions(&ring, std::fs::Permissions::from_mode(0o600)).unwrap();

    let other = tempfile::tempdir().unwrap();
    create_tenant(other.path(), "acme");
    let own = std::fs::read(&ring).unwrap();
    std::fs::copy(other.path().join("authnex.keyring"), &ring).unwrap();
    let (said, _) = checks(at, &[]);
    assert!(status(&said, "keys").1.contains("does not fit"), "{said}");
    std::fs::remove_file(&ring).unwrap();
    let (said, _) = checks(at, &[]);
    assert_eq!(status(&said, "key_ring").0, "fail");
    std::fs::write(&ring, own).unwrap();

    let raw = rusqlite::Connection::open(at.join("authnex.db")).unwrap();
    raw.execute("UPDATE authnex_event SET at = at + 3600000000", [])
        .unwrap();
    drop(raw);
    let (said, _) = checks(at, &[]);
    assert!(status(&said, "clock").1.contains("set the clock"), "{said}");

    std::fs::write(at.join("authnex.db"), "this is no database at all, is it?").unwrap();
    let (said, code) = checks(at, &[]);
    assert_eq!((status(&said, "database").0, code), ("fail", Some(1)));
}

#[test]
fn migrate_makes_what_is_lacking_and_check_only_says() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    let (code, line) = failure(&run(at, &["migrate", "--check"], ""));
    assert_eq!(code, 1);
    assert!(line.contains("run 'authnex migrate'"), "{line}");
    assert!(!at.join("authnex.db").exists());
    assert!(run(at, &["migrate"], "").status.success());
    let output = run(at, &["migrate", "--check", "--json"], "");
    assert!(output.status.success(), "{output:?}");
    let again = run(at, &["migrate", "--json"], "");
    let said: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(said["from"], said["to"]);
}

#[test]
fn an_smtp_server_that_does_not_answer_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let nobody = format!("smtp://127.0.0.1:{}", crate::process::free_port());
    let settings = [
        ("AUTHNEX_SMTP_URL", nobody.as_str()),
        ("AUTHNEX_MAIL_FROM", "AuthNex <no-reply@example.test>"),
    ];
    let (said, code) = checks(directory.path(), &settings);
    assert_eq!(code, Some(1));
    assert_eq!(status(&said, "mail").0, "fail");
    let sink = crate::sink::Sink::start(crate::sink::Mood::Takes);
    let there = format!("smtp://127.0.0.1:{}", sink.port);
    let settings = [("AUTHNEX_SMTP_URL", there.as_str()), settings[1]];
    let (said, _) = checks(directory.path(), &settings);
    assert_eq!(status(&said, "mail").0, "ok", "{said}");
}
