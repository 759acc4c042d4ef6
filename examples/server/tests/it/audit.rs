//! The audit trail's seal, as the operator checks it.

use std::{path::Path, time::Duration};

use serde_json::Value;

use crate::{
    client::post_json,
    process::{PASSWORD, Server, create_tenant, failure, run},
};

fn verify(directory: &Path) -> (Value, Option<i32>) {
    let output = run(
        directory,
        &["audit", "verify", "--tenant", "acme", "--json"],
        "",
    );
    let said = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"));
    (said, output.status.code())
}

/// A tenant with a few events, all sealed by a server that ran.
fn sealed() -> (tempfile::TempDir, rusqlite::Connection) {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let server = Server::start(directory.path());
    for password in [PASSWORD, "wrong"] {
        let body = serde_json::json!({"email": "owner@acme.test", "password": password});
        post_json(server.address, "/t/acme/api/v1/auth/sign-in", &body);
    }
    let raw = rusqlite::Connection::open(directory.path().join("authnex.db")).unwrap();
    raw.busy_timeout(Duration::from_secs(5)).unwrap();
    let waiting = "SELECT count(*) FROM authnex_event WHERE seal_seq IS NULL";
    let begun = std::time::Instant::now();
    while raw
        .query_row(waiting, [], |row| row.get::<_, i64>(0))
        .unwrap()
        > 0
    {
        assert!(begun.elapsed() < Duration::from_secs(30), "the relay seals");
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(server);
    (directory, raw)
}

#[test]
fn a_sound_trail_is_said_to_be_so() {
    let (directory, _raw) = sealed();
    let (said, code) = verify(directory.path());
    assert_eq!(
        (said["ok"].as_bool(), code),
        (Some(true), Some(0)),
        "{said}"
    );
    assert!(said["seals"].as_u64() > Some(0) && said["events"].as_u64() >= Some(3));
    assert_eq!(said["faults"], serde_json::json!([]));
    let text = run(
        directory.path(),
        &["audit", "verify", "--tenant", "acme"],
        "",
    );
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("nothing was altered"), "{text}");
}

#[test]
fn what_was_altered_taken_away_or_put_in_is_named() {
    let changes = [
        (
            "altered",
            "UPDATE authnex_event SET actor = 'operator' WHERE kind = 'sign_in.refused'",
        ),
        (
            "missing",
            "DELETE FROM authnex_event WHERE kind = 'sign_in.refused'",
        ),
        (
            "unsealed",
            "UPDATE authnex_event SET seal_seq = NULL, at = at - 3600000000 WHERE kind = 'sign_in.refused'",
        ),
        ("chain", "DELETE FROM authnex_event_seal WHERE seq = 1"),
    ];
    for (fault, change) in changes {
        let (directory, raw) = sealed();
        assert!(raw.execute(change, []).unwrap() > 0, "{change}");
        drop(raw);
        let (said, code) = verify(directory.path());
        assert_eq!(
            (said["ok"].as_bool(), code),
            (Some(false), Some(1)),
            "{said}"
        );
        let named = said["faults"].as_array().unwrap();
        assert!(
            named.iter().any(|one| one["fault"] == fault),
            "{fault}: {said}"
        );
        let output = run(
            directory.path(),
            &["audit", "verify", "--tenant", "acme"],
            "",
        );
        let (code, line) = failure(&output);
        assert_eq!(code, 1);
        assert!(line.contains("audit trail of 'acme'"), "{line}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(fault), "{text}");
    }
}

#[test]
fn an_unknown_tenant_is_said() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let output = run(
        directory.path(),
        &["audit", "verify", "--tenant", "globex"],
        "",
    );
    assert!(failure(&output).1.contains("globex"));
}
