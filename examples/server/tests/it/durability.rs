use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    client::{post_json, request},
    process::{PASSWORD, Server, create_tenant, run},
};

/// How often the server is killed: 3 times at each change, 50 times in the longer tests.
fn rounds() -> usize {
    if std::env::var_os("AUTHNEX_TEST_FULL").is_some() {
        50
    } else {
        3
    }
}

/// How much must be acknowledged before the server is killed: the load is under way then, however slow the
/// machine.
const UNDER_WAY: usize = 8;

/// What the writers of one round have got done.
#[derive(Debug, Default)]
struct Round {
    stop: AtomicBool,
    done: AtomicUsize,
    acknowledged: Mutex<Vec<String>>,
}

impl Round {
    /// Real time: this is about a real process and its disk.
    fn wait_until_under_way(&self) {
        let begun = Instant::now();
        while self.done.load(Ordering::SeqCst) < UNDER_WAY {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "nobody signs up: {self:?}"
            );
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Signs up one user after another, until told to stop or until the server is gone.
fn load(server: &Server, name: &str, round: &Round) {
    for number in 0.. {
        if round.stop.load(Ordering::SeqCst) {
            break;
        }
        let email = format!("{name}-{number}@acme.test");
        let body = json!({"email": email, "password": PASSWORD}).to_string();
        let headers = [("content-type", "application/json")];
        let path = "/t/acme/api/v1/auth/sign-up";
        match request(server.address, "POST", path, &headers, &body) {
            Ok(answer) if answer.status == 201 => {
                round.acknowledged.lock().unwrap().push(email);
                round.done.fetch_add(1, Ordering::SeqCst);
            }
            Ok(answer) => panic!("{answer:?}"),
            Err(_) => break,
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), "acme");
    let cheap = r#"password_hash={"memory_kib":8,"iterations":1,"parallelism":1}"#;
    let set = run(
        directory.path(),
        &["policy", "set", "--tenant", "acme", cheap],
        "",
    );
    assert!(set.status.success(), "{set:?}");
    let (mut all, mut starts) = (Vec::new(), Vec::new());
    for number in 0..rounds() {
        let begun = Instant::now();
        let server = Server::start(directory.path());
        starts.push(begun.elapsed());
        let round = Round::default();
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let (server, round) = (&server, &round);
                scope.spawn(move || load(server, &format!("u{number}-{worker}"), round));
            }
            round.wait_until_under_way();
            // Not always at the same moment of a request.
            std::thread::sleep(Duration::from_millis(7 * (number as u64 % 23)));
            let id = server.id().to_string();
            let killed = std::process::Command::new("kill")
                .args(["-9", &id])
                .status();
            assert!(killed.unwrap().success());
            round.stop.store(true, Ordering::SeqCst);
        });
        server.kill();
        all.append(&mut round.acknowledged.lock().unwrap());
    }
    // One start may come late on a machine that does other things too.
    starts.sort_unstable();
    let (median, longest) = (starts[starts.len() / 2], starts[starts.len() - 1]);
    assert!(median < Duration::from_secs(2), "ready after {median:?}");
    println!(
        "{} kills, {} users acknowledged; ready again after {median:?}, {longest:?} at most",
        starts.len(),
        all.len(),
    );
    let server = Server::start(directory.path());
    for email in &all {
        let body = json!({"email": email, "password": PASSWORD});
        let answer = post_json(server.address, "/t/acme/api/v1/auth/sign-in", &body);
        assert_eq!(
            answer.status, 200,
            "{email} was acknowledged and is lost: {answer:?}"
        );
    }
    assert_doubled_nothing(directory.path());
}

/// A user, an event and what the relay made of it: each is there once.
fn assert_doubled_nothing(directory: &std::path::Path) {
    let raw = rusqlite::Connection::open(directory.join("authnex.db")).unwrap();
    let count = |question: &str| -> i64 { raw.query_row(question, [], |row| row.get(0)).unwrap() };
    let users = count("SELECT count(*) FROM authnex_user");
    let made = count("SELECT count(*) FROM authnex_event WHERE kind = 'user.created'");
    // The owner came with the tenant.
    assert_eq!(users, made + 1, "one event a user");
    let sealed = "SELECT count(*) FROM authnex_event WHERE seal_seq IS NOT NULL";
    let seals = "SELECT count(*) FROM authnex_event_seal";
    assert!(count(sealed) >= count(seals), "no seal without events");
}
