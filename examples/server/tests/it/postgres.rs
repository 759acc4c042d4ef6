//! Servers on PostgreSQL: several processes that share one database.

use std::{net::SocketAddr, path::Path};

use authnex_store::testing::PostgresDatabase;
use serde_json::json;

use crate::{
    client::{get, post_json},
    process::{PASSWORD, Server, command, failure, free_port},
};

/// The database's URL, patient: the tests share few processors.
pub(crate) fn url(database: &PostgresDatabase) -> String {
    format!("{}?connect_timeout=10", database.url())
}

pub(crate) fn run(
    directory: &Path,
    url: &str,
    arguments: &[&str],
    input: &str,
) -> std::process::Output {
    use std::{io::Write, process::Stdio};
    let mut child = command(directory, arguments)
        .env("AUTHNEX_DATABASE_URL", url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

pub(crate) fn create_tenant(directory: &Path, url: &str) {
    let arguments = ["tenant", "create", "acme", "--owner", "owner@acme.test"];
    let output = run(directory, url, &arguments, &format!("{PASSWORD}\n"));
    assert!(output.status.success(), "{output:?}");
}

/// Servers with one public URL, as behind a balancer.
pub(crate) fn servers(directory: &Path, url: &str, count: usize) -> Vec<Server> {
    servers_with(directory, url, count, &[])
}

/// As [`servers`], with more settings.
pub(crate) fn servers_with(
    directory: &Path,
    url: &str,
    count: usize,
    more: &[(&str, &str)],
) -> Vec<Server> {
    let base = format!("http://localhost:{}", free_port());
    let mut settings = vec![("AUTHNEX_DATABASE_URL", url), ("AUTHNEX_BASE_URL", &base)];
    settings.extend(more);
    (0..count)
        .map(|_| Server::start_on(directory, free_port(), &settings))
        .collect()
}

fn sign_in(address: SocketAddr) -> String {
    let body = json!({"email": "owner@acme.test", "password": PASSWORD});
    let answer = post_json(address, "/t/acme/api/v1/auth/sign-in", &body);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["refresh_token"].as_str().unwrap().to_owned()
}

/// No server needs to see the same browser again.
#[test]
fn every_server_takes_what_another_gave() {
    let database = PostgresDatabase::create();
    let directory = tempfile::tempdir().unwrap();
    let url = url(&database);
    create_tenant(directory.path(), &url);
    let servers = servers(directory.path(), &url, 3);
    let mut token = sign_in(servers[0].address);
    for server in servers.iter().cycle().take(6) {
        let body = json!({"refresh_token": token});
        let answer = post_json(server.address, "/t/acme/api/v1/auth/refresh", &body);
        assert_eq!(answer.status, 200, "{answer:?}");
        token = answer.json()["refresh_token"].as_str().unwrap().to_owned();
    }
    let keys: Vec<String> = servers
        .iter()
        .map(|server| get(server.address, "/t/acme/oauth/jwks").body)
        .collect();
    assert!(keys.iter().all(|one| *one == keys[0]));
}

#[test]
fn the_key_ring_is_in_the_working_directory_and_belongs_to_the_database() {
    let database = PostgresDatabase::create();
    let directory = tempfile::tempdir().unwrap();
    let url = url(&database);
    create_tenant(directory.path(), &url);
    let ring = directory.path().join("authnex.keyring");
    assert!(ring.exists());
    std::fs::remove_file(&ring).unwrap();
    let refused = run(
        directory.path(),
        &url,
        &["policy", "show", "--tenant", "acme"],
        "",
    );
    let (code, line) = failure(&refused);
    assert_eq!(code, 2);
    assert!(line.contains("put the key ring back"), "{line}");
    assert!(!ring.exists(), "none was made in its place");
}

#[test]
fn the_password_in_the_url_is_shown_nowhere() {
    let directory = tempfile::tempdir().unwrap();
    let url = "postgres://anna:canary@localhost:1/db?sslmode=disable";
    let checked = run(directory.path(), url, &["config", "check"], "");
    let text = String::from_utf8(checked.stdout).unwrap();
    assert!(text.contains("postgres://localhost:1/db"), "{text}");
    assert!(!text.contains("canary"));
    let refused = run(
        directory.path(),
        url,
        &["serve", "--listen", "127.0.0.1:0"],
        "",
    );
    let (code, line) = failure(&refused);
    assert_eq!(code, 1);
    assert!(line.contains("postgres://localhost:1/db"), "{line}");
    assert!(!line.contains("canary"), "{line}");
    let wrong = "postgres://anna:canary@localhost/db?sslmode=perhaps";
    let (code, line) = failure(&run(directory.path(), wrong, &["config", "check"], ""));
    assert_eq!(code, 2);
    assert!(
        line.contains("sslmode") && !line.contains("canary"),
        "{line}"
    );
}

/// A tenant's rows and what hangs on them go to another database by `backup` and `restore`, beside a running server.
#[test]
fn a_backup_is_restored_elsewhere_and_old_sign_ins_end_if_asked_for() {
    let (from, to) = (PostgresDatabase::create(), PostgresDatabase::create());
    let directory = tempfile::tempdir().unwrap();
    let (old, new) = (url(&from), url(&to));
    create_tenant(directory.path(), &old);
    let server = servers(directory.path(), &old, 1).remove(0);
    let token = sign_in(server.address);
    let made = run(
        directory.path(),
        &old,
        &["backup", "copy.dump", "--json"],
        "",
    );
    assert!(made.status.success(), "{made:?}");
    let again = run(directory.path(), &old, &["backup", "copy.dump"], "");
    assert_eq!(failure(&again).0, 2, "nothing is overwritten");
    let under = run(
        directory.path(),
        &old,
        &["restore", "copy.dump", "--force"],
        "",
    );
    let (code, line) = failure(&under);
    assert_eq!(code, 1);
    assert!(line.contains("stop the servers"), "{line}");
    server.terminate();
    let present = run(directory.path(), &old, &["restore", "copy.dump"], "");
    let (code, line) = failure(&present);
    assert_eq!(code, 2);
    assert!(line.contains("--force"), "{line}");

    // The tables are there already, and empty.
    let restore = ["restore", "copy.dump", "--invalidate", "--force"];
    let restored = run(directory.path(), &new, &restore, "");
    assert!(restored.status.success(), "{restored:?}");
    let server = servers(directory.path(), &new, 1).remove(0);
    let body = json!({"refresh_token": token});
    let refused = post_json(server.address, "/t/acme/api/v1/auth/refresh", &body);
    assert_eq!(refused.status, 401);
    sign_in(server.address);
}

/// Another installation's ring is found out before anything is written.
#[test]
fn a_backup_that_does_not_fit_the_key_ring_is_not_restored() {
    let (from, to) = (PostgresDatabase::create(), PostgresDatabase::create());
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), &url(&from));
    let backup = ["backup", "copy.dump"];
    let made = run(directory.path(), &url(&from), &backup, "");
    assert!(made.status.success(), "{made:?}");
    let elsewhere = tempfile::tempdir().unwrap();
    crate::process::create_tenant(elsewhere.path(), "acme");
    let ring = "authnex.keyring";
    std::fs::copy(elsewhere.path().join(ring), directory.path().join(ring)).unwrap();
    let restore = ["restore", "copy.dump", "--force"];
    let (code, line) = failure(&run(directory.path(), &url(&to), &restore, ""));
    assert_eq!(code, 2, "{line}");
    assert!(
        line.contains("does not fit") && line.contains("nothing was restored"),
        "{line}"
    );
    let tenants = std::process::Command::new("psql")
        .args([
            "--tuples-only",
            "--command=SELECT count(*) FROM authnex_tenant",
        ])
        .arg(to.url())
        .output()
        .unwrap();
    let count = String::from_utf8(tenants.stdout).unwrap();
    assert_eq!(count.trim(), "0", "the other database is as it was");
}

#[test]
fn without_the_client_programs_the_way_out_is_said() {
    let database = PostgresDatabase::create();
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), &url(&database));
    let output = command(directory.path(), &["backup", "copy.dump"])
        .env("AUTHNEX_DATABASE_URL", url(&database))
        .env("PATH", "/nowhere")
        .output()
        .unwrap();
    let (code, line) = failure(&output);
    assert_eq!(code, 2);
    assert!(line.contains("pg_dump") && line.contains("WAL"), "{line}");
    assert!(!directory.path().join("copy.dump").exists());
}

/// The move tool: out of a SQLite file, into PostgreSQL, with every id.
#[test]
fn a_tenant_moves_from_sqlite_and_its_users_keep_their_ids() {
    let directory = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", directory.path().join("authnex.db").display());
    let database = PostgresDatabase::create();
    create_tenant(directory.path(), &sqlite);
    let export = [
        "tenant",
        "export",
        "acme",
        "--secrets",
        "sealed",
        "--to",
        "acme.json",
    ];
    let exported = run(directory.path(), &sqlite, &export, "");
    assert!(exported.status.success(), "{exported:?}");
    let list = |url: &str| {
        let shown = run(directory.path(), url, &["tenant", "export", "acme"], "");
        let document: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
        document["tenants"][0]["users"][0]["transfer"]["id"].clone()
    };
    let import = ["tenant", "import", "acme.json"];
    let imported = run(directory.path(), &url(&database), &import, "");
    assert!(imported.status.success(), "{imported:?}");
    assert_eq!(list(&url(&database)), list(&sqlite));
    let server = servers(directory.path(), &url(&database), 1).remove(0);
    sign_in(server.address);
}

#[test]
fn what_doctor_migrate_rotation_and_deletion_do_is_the_same() {
    let database = PostgresDatabase::create();
    let directory = tempfile::tempdir().unwrap();
    let url = url(&database);
    create_tenant(directory.path(), &url);
    for arguments in [
        &["migrate", "--check"][..],
        &["doctor"],
        &["keyring", "rotate"],
        &["keyring", "rotate", "--retire"],
        &["tenant", "suspend", "acme"],
        &["tenant", "delete", "acme", "--confirm", "acme"],
        &["doctor"],
    ] {
        let output = run(directory.path(), &url, arguments, "");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }
    let taken = run(
        directory.path(),
        &url,
        &["tenant", "create", "acme", "--owner", "a@b.test"],
        &format!("{PASSWORD}\n"),
    );
    assert!(failure(&taken).1.contains("taken"));
}
