//! Many who want the same thing at the same moment, spread over several servers.

use std::{net::SocketAddr, sync::Barrier};

use serde_json::Value;

use crate::client::{Answer, request};

/// Racers for one thing.
pub(crate) const RACERS: usize = 64;

/// How often each race is run: 3 times at each change, 200 times in the longer tests.
pub(crate) fn rounds() -> usize {
    if std::env::var_os("AUTHNEX_TEST_FULL").is_some() {
        200
    } else {
        3
    }
}

/// A client's address of its own for each request: the counters of one address are not what is tried here.
pub(crate) fn address_of(number: usize) -> String {
    let [.., a, b, c] = u32::try_from(number).unwrap().to_be_bytes();
    format!("10.{a}.{b}.{c}")
}

/// Posts from the address that a number stands for.
pub(crate) fn post_from(number: usize, at: SocketAddr, path: &str, body: &Value) -> Answer {
    let from = address_of(number);
    let headers = [
        ("content-type", "application/json"),
        ("x-forwarded-for", from.as_str()),
    ];
    request(at, "POST", path, &headers, &body.to_string()).unwrap()
}

/// All post the same at once; their answers.
pub(crate) fn race(
    servers: &[SocketAddr],
    round: usize,
    headers: &[(&str, &str)],
    (path, body): (&str, &Value),
) -> Vec<Answer> {
    let start = Barrier::new(RACERS);
    let text = body.to_string();
    std::thread::scope(|scope| {
        let racers: Vec<_> = (0..RACERS)
            .map(|racer| {
                let (start, text) = (&start, &text);
                let at = servers[racer % servers.len()];
                scope.spawn(move || {
                    let from = address_of(round * 1_000 + racer);
                    let mut all = vec![
                        ("content-type", "application/json"),
                        ("x-forwarded-for", from.as_str()),
                    ];
                    all.extend(headers);
                    start.wait();
                    request(at, "POST", path, &all, text).unwrap()
                })
            })
            .collect();
        racers.into_iter().map(|r| r.join().unwrap()).collect()
    })
}

/// One racer won, and every other one was refused in so many words, or told to come again by a server that had too
/// much to do: none of them met a fault of the server.
pub(crate) fn assert_one_winner(answers: &[Answer], won: u16, refused: &[u16]) {
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    let winners = statuses.iter().filter(|status| **status == won).count();
    assert_eq!(winners, 1, "{statuses:?}");
    for answer in answers.iter().filter(|answer| answer.status != won) {
        let busy = answer.status == 503 && answer.header("retry-after").is_some();
        assert!(busy || refused.contains(&answer.status), "{answer:?}");
    }
}
