//! Secrets that were used, looked for in everything that was written: database files, write-ahead logs and logs.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{
    client::{Browser, post_json, request},
    cluster::Cluster,
    process::{PASSWORD, Server, command, free_port},
    sink::{Mood, Sink, code, token_for},
};

const OWNER: &str = "owner@acme.test";
const CLIENT_SECRET: &str = "canary-client-secret-0123456789";
const NEW: &str = "canary-new-password";
const WRONG: &str = "canary-wrong-password";
const OPERATOR: &str = "canary-operator-canary-operator-canary";

fn ran(directory: &Path, url: &str, arguments: &[&str]) -> Value {
    let mut command = command(directory, arguments);
    command.env("AUTHNEX_DATABASE_URL", url);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Makes a tenant by a file; what is secret of it.
fn apply(directory: &Path, url: &str) -> [String; 2] {
    let file = json!({"tenants": [{
        "slug": "acme", "name": "Acme",
        "users": [{"email": OWNER, "password": PASSWORD, "roles": ["owner"]}],
        "clients": [{
            "client_id": "rp", "client_secret": CLIENT_SECRET,
            "redirect_uris": ["https://rp.example.test/cb"]
        }],
    }]});
    std::fs::write(directory.join("acme.json"), file.to_string()).unwrap();
    let applied = ran(directory, url, &["apply", "acme.json", "--issue-keys"]);
    let tenant = &applied["tenants"][0];
    [text(&tenant["admin_token"]), text(&tenant["scim_token"])]
}

fn text(value: &Value) -> String {
    let text = value.as_str();
    text.unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

/// Uses a key that opens a path.
fn open(server: &Server, path: &str, key: &str) {
    let bearer = format!("Bearer {key}");
    let headers = [("authorization", bearer.as_str())];
    let answer = request(server.address, "GET", path, &headers, "").unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// Signs in, refreshes, mistakes the password, and forgets it; what was secret of it.
fn use_tokens(server: &Server, sink: &Sink) -> Vec<String> {
    let auth = |name: &str, body: Value| {
        let path = format!("/t/acme/api/v1/auth/{name}");
        post_json(server.address, &path, &body)
    };
    let signed_in = auth("sign-in", json!({"email": OWNER, "password": PASSWORD}));
    assert_eq!(signed_in.status, 200, "{signed_in:?}");
    let tokens = signed_in.json();
    let rotated = auth("refresh", json!({"refresh_token": tokens["refresh_token"]})).json();
    let mut secrets = Vec::new();
    for set in [&tokens, &rotated] {
        secrets.extend([text(&set["access_token"]), text(&set["refresh_token"])]);
    }
    let wrong = auth("sign-in", json!({"email": OWNER, "password": WRONG}));
    assert_eq!(wrong.status, 401);
    let forgot = auth("forgot-password", json!({"email": OWNER}));
    assert_eq!(forgot.status, 202);
    let mail = sink.wait_for_mail(OWNER, "reset-password");
    let token = token_for(&mail, "reset-password").unwrap();
    secrets.extend([token.clone(), code(&mail).unwrap()]);
    let link = format!("/t/acme/reset-password?code={token}");
    assert_eq!(crate::client::get(server.address, &link).status, 200);
    let reset = auth("reset-password", json!({"code": token, "password": NEW}));
    assert_eq!(reset.status, 204);
    secrets
}

/// Signs in at the portal; the session's secret.
fn session(server: &Server) -> String {
    let mut browser = Browser::at(server.address);
    let page = "/portal/sign-in?organization=acme";
    let fields = [
        ("organization", "acme"),
        ("email", OWNER),
        ("password", NEW),
    ];
    let landed = browser.fill_in(page, "/portal/sign-in", &fields);
    assert_eq!(
        landed.header("location"),
        Some("/portal/dashboard"),
        "{landed:?}"
    );
    let cookies = landed
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .filter_map(|(_, value)| value.split_once('=')?.1.split(';').next());
    let mut sessions = cookies.filter(|value| value.starts_with("anx_"));
    sessions.next().unwrap().to_owned()
}

/// Uses one secret of each kind, as people and programs do; what they were.
fn use_secrets(directory: &Path, url: &str) -> Vec<String> {
    let mut secrets: Vec<String> = apply(directory, url).into();
    let sink = Sink::start(Mood::Takes);
    let smtp = format!("smtp://127.0.0.1:{}", sink.port);
    let settings = [
        ("AUTHNEX_DATABASE_URL", url),
        ("AUTHNEX_SMTP_URL", smtp.as_str()),
        ("AUTHNEX_MAIL_FROM", "no-reply@example.test"),
        ("AUTHNEX_OPERATOR_TOKEN", OPERATOR),
        ("AUTHNEX_LOG", "debug"),
    ];
    let server = Server::start_on(directory, free_port(), &settings);
    open(&server, "/t/acme/api/v1/users", &secrets[0]);
    open(&server, "/api/v1/tenants", OPERATOR);
    secrets.extend(use_tokens(&server, &sink));
    secrets.push(session(&server));
    let ring = std::fs::read(directory.join("authnex.keyring")).unwrap();
    let ring: Value = serde_json::from_slice(&ring).unwrap();
    secrets.push(text(&ring["keys"][0]["key"]));
    secrets.extend([PASSWORD, NEW, WRONG, CLIENT_SECRET, OPERATOR].map(str::to_owned));
    assert_eq!(server.terminate(), Some(0));
    secrets
}

fn all_files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all_files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// No file but those that are to hold secrets has one, in clear or as hexadecimal digits.
fn assert_in_no_file(directory: &Path, secrets: &[String]) {
    let (mut files, mut bytes) = (0, 0);
    for path in all_files(directory) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if matches!(name.as_str(), "authnex.keyring" | "acme.json" | "password") {
            continue;
        }
        let content = std::fs::read(&path).unwrap();
        (files, bytes) = (files + 1, bytes + content.len());
        let text = String::from_utf8_lossy(&content);
        for secret in secrets {
            let hexadecimal = secret.bytes().fold(String::new(), |mut digits, byte| {
                write!(digits, "{byte:02x}").unwrap();
                digits
            });
            assert!(
                !text.contains(secret.as_str()),
                "{name} has {secret} in clear"
            );
            assert!(
                !text.contains(&hexadecimal),
                "{name} has {secret} as digits"
            );
        }
    }
    println!(
        "{} secrets in none of {files} files, {bytes} bytes",
        secrets.len()
    );
    assert!(bytes > 1_000, "there is something to look through");
}

#[test]
fn no_secret_stands_in_sqlites_files_or_the_log() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("authnex.db").display());
    let secrets = use_secrets(directory.path(), &url);
    assert!(secrets.len() > 12);
    assert_in_no_file(directory.path(), &secrets);
}

#[test]
fn no_secret_stands_in_postgresqls_files_its_log_or_ours() {
    // With every statement in the server's own log, values included: what is bound is no secret either.
    let cluster = Cluster::with(&["log_statement=all", "log_min_duration_statement=0"]);
    let directory = tempfile::tempdir().unwrap();
    let secrets = use_secrets(directory.path(), &cluster.url);
    // What is in memory yet comes to the files.
    cluster.stop();
    assert_in_no_file(directory.path(), &secrets);
    assert_in_no_file(&cluster.files(), &secrets);
}
