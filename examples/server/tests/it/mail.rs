//! Mail through the running binary: every mail at least once, and nothing of it in clear anywhere.

use std::{collections::BTreeSet, path::Path, time::Duration};

use serde_json::json;

use crate::{
    client::{Browser, get, post_json},
    process::{PASSWORD, Server, create_tenant, failure, free_port, run, within},
    sink::{Mood, Sink, code, header, token_for},
};

const FROM: &str = "Example <no-reply@example.test>";

fn serve(directory: &Path, sink: &Sink) -> Server {
    let url = format!("smtp://127.0.0.1:{}", sink.port);
    let settings = [
        ("AUTHNEX_SMTP_URL", url.as_str()),
        ("AUTHNEX_MAIL_FROM", FROM),
        ("AUTHNEX_LOG", "debug"),
    ];
    Server::start_on(directory, free_port(), &settings)
}

fn sign_up(server: &Server, number: usize) {
    let email = format!("user{number}@acme.test");
    let body = json!({"email": email, "password": PASSWORD});
    let made = post_json(server.address, "/t/acme/api/v1/auth/sign-up", &body);
    assert_eq!(made.status, 201, "{made:?}");
}

#[test]
fn every_mail_arrives_at_least_once_whatever_the_server_does_and_though_ours_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let sink = Sink::start(Mood::Refuses);
    for (round, mood) in [Mood::Refuses, Mood::HangsUp, Mood::Takes]
        .into_iter()
        .enumerate()
    {
        sink.set(mood);
        let server = serve(directory.path(), &sink);
        for number in 0..3 {
            sign_up(&server, 10 * round + number);
        }
        server.kill();
    }
    sink.set(Mood::Takes);
    let _server = serve(directory.path(), &sink);
    // The owner's and nine more. What a killed process held comes when its lease is over.
    let begun = std::time::Instant::now();
    loop {
        let taken = sink.taken();
        let to: BTreeSet<_> = taken.iter().map(|mail| header(mail, "To:")).collect();
        if to.len() == 10 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(90), "{to:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
    let taken = sink.taken();
    let pairs: BTreeSet<_> = taken
        .iter()
        .map(|mail| (header(mail, "To:"), header(mail, "Message-ID:")))
        .collect();
    assert_eq!(pairs.len(), 10, "copies of a mail have its Message-ID");
}

#[test]
fn a_mail_that_a_stalling_server_held_comes_again_after_a_kill() {
    if std::env::var_os("AUTHNEX_TEST_FULL").is_none() {
        // It waits for a lease of 25 s of real time; the engine's tests do so with a clock of their own.
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let sink = Sink::start(Mood::Stalls);
    let server = serve(directory.path(), &sink);
    sink.wait_for(1, Duration::from_secs(10));
    server.kill();
    sink.set(Mood::Takes);
    let _server = serve(directory.path(), &sink);
    let taken = sink.wait_for(2, Duration::from_secs(70));
    let [first, second] = [0, 1].map(|n: usize| header(&taken[n], "Message-ID:"));
    assert_eq!(first, second);
}

#[test]
fn nothing_of_a_mail_stands_in_the_database_or_in_the_log() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let sink = Sink::start(Mood::Refuses);
    let server = serve(directory.path(), &sink);
    let path = "/t/acme/api/v1/auth/forgot-password";
    let asked = post_json(server.address, path, &json!({"email": "owner@acme.test"}));
    assert_eq!(asked.status, 202);
    sink.set(Mood::Takes);
    let taken = sink.wait_for(2, Duration::from_secs(20));
    let mut secrets = Vec::new();
    for mail in &taken {
        let from_link = |page| token_for(mail, page);
        secrets.push(
            from_link("verify-email")
                .or(from_link("reset-password"))
                .unwrap(),
        );
        secrets.push(code(mail).unwrap());
        assert!(secrets.last().unwrap().bytes().all(|c| c.is_ascii_digit()));
    }
    let mailed = secrets
        .iter()
        .find(|secret| secret.starts_with("anx_ott_"))
        .unwrap();
    // A browser that opens a link: the log has the path and no query.
    get(
        server.address,
        &format!("/t/acme/reset-password?code={mailed}"),
    );
    secrets.push("Set a new password for".to_owned());
    secrets.push("An account at acme".to_owned());
    server.terminate();
    assert!(secrets.len() >= 6);
    assert!(secrets[0].starts_with("anx_ott_"));
    for file in ["server.log", "authnex.db", "authnex.db-wal"] {
        let bytes = std::fs::read(directory.path().join(file)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        for secret in &secrets {
            assert!(!text.contains(secret), "{file} has {secret}");
        }
        if file == "server.log" {
            assert!(text.contains("/t/acme/reset-password"));
            assert!(!text.contains("owner@acme.test"), "an address in the log");
        }
    }
}

#[test]
fn with_no_configuration_mails_stand_in_the_development_mailbox() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let server = Server::start(directory.path());
    // The command's mail comes through the outbox.
    let mails = within(
        Duration::from_secs(5),
        || get(server.address, "/dev/mailbox.json"),
        |answer| {
            answer
                .json()
                .as_array()
                .is_some_and(|mails| mails.len() == 1)
        },
    );
    let mail = mails.json()[0].clone();
    assert_eq!(mail["to"], "owner@acme.test");
    let link = mail["links"][0].as_str().unwrap().to_owned();
    // The command was given no base URL of its own.
    let path = link.strip_prefix("http://localhost:8080").unwrap();
    let (page, token) = path.split_once("?code=").unwrap();
    let mut browser = Browser::at(server.address);
    let done = browser.fill_in(path, page, &[("code", token)]);
    assert_eq!(done.status, 303, "{done:?}");
    assert_eq!(get(server.address, "/dev/mailbox").status, 200);
}

#[test]
fn the_settings_are_checked() {
    let directory = tempfile::tempdir().unwrap();
    for (url, from, says) in [
        ("smtp://localhost", "", "mail_from"),
        ("smtp://localhost", "nobody", "mail_from (environment"),
        ("ftp://localhost", FROM, "smtp_url (environment"),
        (
            "smtp://u:canary@mail.example.test?tls=none",
            FROM,
            "smtp_url (environment",
        ),
    ] {
        let output = crate::process::command(directory.path(), &["config", "check"])
            .env("AUTHNEX_SMTP_URL", url)
            .env("AUTHNEX_MAIL_FROM", from)
            .output();
        let (code, line) = failure(&output.unwrap());
        assert_eq!(code, 2, "{line}");
        assert!(line.contains(says) && !line.contains("canary"), "{line}");
    }
    let output = crate::process::command(directory.path(), &["config", "check"])
        .env("AUTHNEX_SMTP_URL", "smtps://u:canary@mail.example.test")
        .env("AUTHNEX_MAIL_FROM", FROM)
        .output()
        .unwrap();
    assert!(output.status.success());
    assert!(!String::from_utf8_lossy(&output.stdout).contains("canary"));
    let plain = run(directory.path(), &["config", "check"], "");
    assert!(plain.status.success());
}
