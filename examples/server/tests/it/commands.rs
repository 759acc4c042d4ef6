use serde_json::Value;

use crate::process::{PASSWORD, create_tenant, failure, run};

#[test]
fn an_organization_is_made_once() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let again = run(
        directory.path(),
        &["tenant", "create", "acme", "--owner", "other@acme.test"],
        &format!("{PASSWORD}\n"),
    );
    let (code, line) = failure(&again);
    assert_eq!(code, 1);
    assert!(line.contains("taken"), "{line}");
}

#[test]
fn input_that_does_not_do_is_named_and_makes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let output = run(
        directory.path(),
        &["tenant", "create", "-x-", "--owner", "nobody"],
        "short\n",
    );
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let output = run(
        directory.path(),
        &["tenant", "create", "a_b", "--owner", "nobody"],
        "short\n",
    );
    let (code, line) = failure(&output);
    assert_eq!(code, 2);
    for field in ["slug:", "email:", "password:"] {
        assert!(line.contains(field), "{line}");
    }
    let output = run(
        directory.path(),
        &["tenant", "create", "acme", "--owner", "owner@acme.test"],
        "",
    );
    assert_eq!(failure(&output).0, 2, "an empty password");
}

#[test]
fn rules_are_set_shown_and_taken_back() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let policy = |arguments: &[&str]| {
        let mut all = vec!["policy"];
        all.extend(arguments);
        all.extend(["--tenant", "acme", "--json"]);
        let output = run(directory.path(), &all, "");
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    policy(&[
        "set",
        "access_token_signing_alg=ES256",
        "session_seconds=7200",
    ]);
    let shown = policy(&["show"]);
    assert_eq!(shown["policy"]["access_token_signing_alg"], "ES256");
    assert_eq!(shown["overrides"]["session_seconds"], 7200);
    policy(&["set", "session_seconds="]);
    let shown = policy(&["show"]);
    assert_eq!(shown["policy"]["session_seconds"], 1_209_600);
    assert!(shown["overrides"].get("session_seconds").is_none());
}

#[test]
fn rules_out_of_range_or_unknown_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    for rule in [
        "session_seconds=1",
        "mfa=perhaps",
        "access_token_signing_alg=HS256",
        "nonsense",
    ] {
        let output = run(
            directory.path(),
            &["policy", "set", "--tenant", "acme", rule],
            "",
        );
        let (code, line) = failure(&output);
        assert!(code == 1 || code == 2, "{rule}: {line}");
    }
}

#[test]
fn an_unknown_organization_is_said_so() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let output = run(
        directory.path(),
        &["signing-key", "rotate", "--tenant", "nobody"],
        "",
    );
    let (code, line) = failure(&output);
    assert_eq!(code, 1);
    assert!(line.contains("'nobody'"), "{line}");
}
