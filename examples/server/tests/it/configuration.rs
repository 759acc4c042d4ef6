use crate::process::{command, failure, run};

#[test]
fn flags_win_over_environment_over_file_over_defaults() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(
        directory.path().join("authnex.toml"),
        "listen = \"127.0.0.1:1\"\nlog = \"warn\"\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n",
    )
    .unwrap();
    let output = command(
        directory.path(),
        &[
            "config",
            "check",
            "--json",
            "--base-url",
            "http://localhost:3",
        ],
    )
    .env("AUTHNEX_LISTEN", "127.0.0.1:2")
    .env("AUTHNEX_KEYRING", "canary-of-the-key-ring")
    .output()
    .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("canary"), "a secret is never shown");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let row = |name: &str| {
        let rows = value["settings"].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"] == name).unwrap();
        (
            row["value"].as_str().unwrap().to_owned(),
            row["from"].as_str().unwrap().to_owned(),
        )
    };
    assert_eq!(
        row("listen"),
        ("127.0.0.1:2".into(), "environment AUTHNEX_LISTEN".into())
    );
    assert_eq!(
        row("base_url"),
        ("http://localhost:3".into(), "flag --base-url".into())
    );
    assert_eq!(row("log"), ("warn".into(), "file authnex.toml".into()));
    assert_eq!(row("rate_limits"), ("on".into(), "default".into()));
}

#[test]
fn a_fault_names_the_setting_and_where_it_came_from() {
    let directory = tempfile::tempdir().unwrap();
    for (name, value, says) in [
        (
            "AUTHNEX_BASE_URL",
            "http://example.test",
            "base_url (environment",
        ),
        ("AUTHNEX_BASE_URL", "nonsense", "base_url"),
        ("AUTHNEX_LISTEN", "everywhere", "listen (environment"),
        ("AUTHNEX_DATABASE_URL", "mysql:x", "database_url"),
        ("AUTHNEX_TRUSTED_PROXIES", "10.0.0.0/99", "trusted_proxies"),
        ("AUTHNEX_RATE_LIMITS", "maybe", "rate_limits"),
        ("AUTHNEX_LOG", "=[", "log"),
        (
            "AUTHNEX_OPERATOR_TOKEN",
            "canary-too-short",
            "operator_token (environment",
        ),
    ] {
        let output = command(directory.path(), &["serve"])
            .env(name, value)
            .output();
        let (code, line) = failure(&output.unwrap());
        assert_eq!(code, 2, "{line}");
        assert!(line.contains(says), "{line}");
        assert!(!line.contains("canary"), "a secret is never shown: {line}");
    }
}

#[test]
fn rate_limits_go_off_on_a_loopback_base_url_only() {
    let directory = tempfile::tempdir().unwrap();
    let output = command(directory.path(), &["config", "check"])
        .env("AUTHNEX_BASE_URL", "https://id.example.test")
        .env("AUTHNEX_RATE_LIMITS", "off")
        .output()
        .unwrap();
    assert_eq!(failure(&output).0, 2);
}

#[test]
fn unknown_settings_flags_and_commands_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [
        &["--nonsense"][..],
        &["nonsense"],
        &["tenant"],
        &["serve", "x"],
    ] {
        assert_eq!(failure(&run(directory.path(), arguments, "")).0, 2);
    }
    std::fs::write(directory.path().join("authnex.toml"), "lisen = \"x\"\n").unwrap();
    let (code, line) = failure(&run(directory.path(), &["serve"], ""));
    assert_eq!(code, 2);
    assert!(line.contains("'lisen'"), "{line}");
}
