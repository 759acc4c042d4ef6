use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    client::{post_json, request},
    process::{PASSWORD, Server, create_tenant, run},
};

/// How often the server is killed: 3 times at each change, 20 times in the longer tests.
fn rounds() -> usize {
    if std::env::var_os("AUTHNEX_TEST_FULL").is_some() {
        20
    } else {
        3
    }
}

/// Signs up one user after another; says which were acknowledged.
fn load(server: &Server, round: usize, stop: &AtomicBool, worker: usize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let email = format!("u{round}-{worker}-{number}@acme.test");
        let body = json!({"email": email, "password": PASSWORD}).to_string();
        let headers = [("content-type", "application/json")];
        let path = "/t/acme/api/v1/auth/sign-up";
        match request(server.address, "POST", path, &headers, &body) {
            Ok(answer) if answer.status == 201 => acknowledged.push(email),
            Ok(answer) => panic!("{answer:?}"),
            Err(_) => break,
        }
    }
    acknowledged
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
    let mut all = Vec::new();
    for round in 0..rounds() {
        let begun = Instant::now();
        let server = Server::start(directory.path());
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "ready again in 2 s"
        );
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let (server, stop, acknowledged) = (&server, &stop, acknowledged.clone());
                scope.spawn(move || {
                    let made = load(server, round, stop, worker);
                    acknowledged.lock().unwrap().extend(made);
                });
            }
            // The load runs for a while of real time: this is about a real process and its disk.
            std::thread::sleep(Duration::from_millis(150 + 37 * round as u64));
            let id = server.id().to_string();
            let killed = std::process::Command::new("kill")
                .args(["-9", &id])
                .status();
            assert!(killed.unwrap().success());
            stop.store(true, Ordering::SeqCst);
        });
        server.kill();
        let made = std::mem::take(&mut *acknowledged.lock().unwrap());
        assert!(!made.is_empty(), "the load did something in round {round}");
        all.extend(made);
    }
    let server = Server::start(directory.path());
    for email in &all {
        let body = json!({"email": email, "password": PASSWORD});
        let answer = post_json(server.address, "/t/acme/api/v1/auth/sign-in", &body);
        assert_eq!(
            answer.status, 200,
            "{email} was acknowledged and is lost: {answer:?}"
        );
    }
}
