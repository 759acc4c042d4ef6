//! SQLite on a disk that fills up: a small file system in memory, in a namespace of the server's own.

use std::{
    path::{Path, PathBuf},
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

/// Where a small disk comes from on this machine.
#[derive(Debug)]
enum Disk {
    /// Mounted by a user who is root in a namespace of its own.
    UserNamespace,
    /// Mounted by root, in a namespace of mounts so that nobody else sees it.
    Root,
    /// Mounted by whoever runs the tests, who says where.
    Given(PathBuf),
}

impl Disk {
    /// There is no way around it: a test that is left out silently proves nothing.
    fn of_this_machine() -> Self {
        if let Some(given) = std::env::var_os("AUTHNEX_TEST_SMALL_DISK") {
            return Self::Given(given.into());
        }
        for disk in [Self::UserNamespace, Self::Root] {
            let mut mount = Command::new("unshare");
            mount.args(disk.namespaces());
            mount.args(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"]);
            let mounted = mount.stderr(Stdio::null()).status();
            if mounted.is_ok_and(|status| status.success()) {
                return disk;
            }
        }
        panic!(
            "a small disk is needed, and nothing can be mounted here: allow user namespaces \
             (sysctl kernel.apparmor_restrict_unprivileged_userns=0), or run as root, or mount one \
             (mount -t tmpfs -o size={KIB}k,mode=0777 tmpfs DIRECTORY) and name its directory in \
             AUTHNEX_TEST_SMALL_DISK"
        );
    }

    /// What `unshare` is told.
    const fn namespaces(&self) -> &'static [&'static str] {
        match self {
            Self::UserNamespace => &["--user", "--map-root-user", "--mount"],
            Self::Root | Self::Given(_) => &["--mount"],
        }
    }

    /// A server whose database and key ring are on the disk.
    fn start(&self, directory: &Path) -> Server {
        let at = self.at(directory);
        let binary = env!("CARGO_BIN_EXE_authnex");
        let mut serve = if let Self::Given(_) = self {
            command(&at, &["serve"])
        } else {
            std::fs::create_dir(&at).unwrap();
            let script = format!(
                "mount -t tmpfs -o size={KIB}k tmpfs '{at}' && cd '{at}' && exec '{binary}' serve",
                at = at.display(),
            );
            let mut unshare = Command::new("unshare");
            unshare.args(self.namespaces()).args(["sh", "-c", &script]);
            unshare
        };
        if let Self::Given(_) = self {
            for left in std::fs::read_dir(&at).unwrap() {
                let _ = std::fs::remove_file(left.unwrap().path());
            }
        } else {
            serve.current_dir(directory);
        }
        Server::start_by(serve, directory, free_port(), &[])
    }

    fn at(&self, directory: &Path) -> PathBuf {
        match self {
            Self::Given(at) => at.clone(),
            Self::UserNamespace | Self::Root => directory.join("disk"),
        }
    }

    /// Runs something on the server's disk.
    fn beside(&self, server: &Server, directory: &Path, script: &str) -> Output {
        let script = format!("cd '{}' && {script}", self.at(directory).display());
        let server = server.id().to_string();
        let enter: &[&str] = match self {
            Self::UserNamespace => &["--user", "--mount", "--preserve-credentials"],
            Self::Root => &["--mount"],
            Self::Given(_) => {
                return Command::new("sh").args(["-c", &script]).output().unwrap();
            }
        };
        Command::new("nsenter")
            .args(["--target", &server])
            .args(enter)
            .args(["sh", "-c", &script])
            .output()
            .unwrap()
    }
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
    let disk = Disk::of_this_machine();
    let directory = tempfile::tempdir().unwrap();
    let server = disk.start(directory.path());
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
    let beside = |script: &str| disk.beside(&server, directory.path(), script);
    beside("cat /dev/zero > ballast 2>/dev/null");

    let (acknowledged, refused) = until_refused(&server);
    assert!(refused.header("retry-after").is_some(), "{refused:?}");
    assert!(refused.body.contains("urn:authnex:problem:"), "{refused:?}");
    assert!(!refused.body.contains("disk"), "only the log says why");
    assert_eq!(me(&server, &access), 200, "reads go on");
    assert_eq!(get(server.address, "/t/acme/oauth/jwks").status, 200);
    assert_eq!(get(server.address, "/healthz").status, 200);
    let log = std::fs::read_to_string(directory.path().join("server.log")).unwrap();
    assert!(log.contains("disk is full"), "{log}");

    assert!(beside("rm ballast").status.success());
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
    let made = beside(&script);
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
