//! Three servers on one PostgreSQL: each thing that may be used once is used once, whoever asks whom; and what one
//! server is told the others know.

use std::{collections::BTreeSet, net::SocketAddr, path::Path, time::Duration};

use authnex_store::testing::PostgresDatabase;
use serde_json::{Value, json};

use crate::{
    client::{post_json, request},
    postgres::{create_tenant, run, servers_with, url},
    process::{PASSWORD, Server, within},
    racers::{address_of, assert_one_winner, post_from, race, rounds},
    sink::{Mood, Sink, code, token_for},
};

const OPERATOR: &str = "operator-operator-operator-operator";
const NEW: &str = "quite another phrase";

/// Three servers on a database of their own, whose mails come into one sink.
struct Nodes {
    directory: tempfile::TempDir,
    url: String,
    addresses: Vec<SocketAddr>,
    sink: Sink,
    _servers: Vec<Server>,
    _database: PostgresDatabase,
}

impl Nodes {
    fn start() -> Self {
        let database = PostgresDatabase::create();
        let directory = tempfile::tempdir().unwrap();
        let url = url(&database);
        create_tenant(directory.path(), &url);
        let cheap = r#"password_hash={"memory_kib":8,"iterations":1,"parallelism":1}"#;
        set(directory.path(), &url, cheap);
        let sink = Sink::start(Mood::Takes);
        let smtp = format!("smtp://127.0.0.1:{}", sink.port);
        let settings = [
            ("AUTHNEX_SMTP_URL", smtp.as_str()),
            ("AUTHNEX_MAIL_FROM", "no-reply@example.test"),
            ("AUTHNEX_TRUSTED_PROXIES", "127.0.0.0/8"),
            ("AUTHNEX_OPERATOR_TOKEN", OPERATOR),
        ];
        let servers = servers_with(directory.path(), &url, 3, &settings);
        Self {
            addresses: servers.iter().map(|server| server.address).collect(),
            directory,
            url,
            sink,
            _servers: servers,
            _database: database,
        }
    }

    /// One of the servers, another each round.
    fn one(&self, round: usize) -> SocketAddr {
        self.addresses[round % self.addresses.len()]
    }

    fn post(&self, round: usize, name: &str, body: &Value) -> crate::client::Answer {
        let path = format!("/t/acme/api/v1/auth/{name}");
        post_from(round * 1_000 + 999, self.one(round), &path, body)
    }

    /// A user of this round's own.
    fn sign_up(&self, round: usize) -> String {
        let email = format!("user{round}@acme.test");
        let made = self.post(
            round,
            "sign-up",
            &json!({"email": email, "password": PASSWORD}),
        );
        assert_eq!(made.status, 201, "{made:?}");
        email
    }

    /// The mail by which a forgotten password of a user of this round's own is set anew.
    fn forgot(&self, round: usize) -> (String, String) {
        let email = self.sign_up(round);
        let asked = self.post(round, "forgot-password", &json!({"email": email}));
        assert_eq!(asked.status, 202, "{asked:?}");
        let mail = self.sink.wait_for_mail(&email, "reset-password");
        (email, mail)
    }

    /// One of many gets it with this answer, the others are refused with one of those.
    fn race(&self, round: usize, name: &str, body: &Value, (won, refused): (u16, &[u16])) {
        let path = format!("/t/acme/api/v1/auth/{name}");
        let answers = race(&self.addresses, round, &[], (&path, body));
        assert_one_winner(&answers, won, refused);
    }

    /// The handle of a sign-in that waits for an action.
    fn flow(&self, round: usize, email: &str, password: &str, action: &str) -> String {
        let body = json!({"email": email, "password": password});
        let answer = self.post(round, "sign-in", &body);
        let said = answer.json();
        assert_eq!(said["action"], action, "{answer:?}");
        said["flow"].as_str().unwrap().to_owned()
    }
}

/// What the servers had to say, when something went wrong.
impl Drop for Nodes {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.directory.path().join("server.log"));
            eprintln!("{}", log.unwrap_or_default());
        }
    }
}

fn set(directory: &Path, url: &str, rule: &str) {
    let set = run(
        directory,
        url,
        &["policy", "set", "--tenant", "acme", rule],
        "",
    );
    assert!(set.status.success(), "{set:?}");
}

/// Without a grace nobody gets a second successor; with one all get the same.
#[test]
fn one_of_64_racers_rotates_a_refresh_token() {
    let nodes = Nodes::start();
    for grace in [0, 10] {
        let rule = format!("refresh_reuse_grace_seconds={grace}");
        set(nodes.directory.path(), &nodes.url, &rule);
        // Seen by every server within a second.
        std::thread::sleep(Duration::from_millis(1_500));
        for round in 0..rounds() {
            let body = json!({"email": "owner@acme.test", "password": PASSWORD});
            let signed_in = nodes.post(round, "sign-in", &body).json();
            let body = json!({"refresh_token": signed_in["refresh_token"]});
            if grace == 0 {
                nodes.race(round, "refresh", &body, (200, &[401]));
                continue;
            }
            let path = "/t/acme/api/v1/auth/refresh";
            let answers = race(&nodes.addresses, round, &[], (path, &body));
            let mut successors = BTreeSet::new();
            for answer in &answers {
                // A server with too much to do says so.
                assert!(matches!(answer.status, 200 | 503), "{answer:?}");
                if answer.status == 200 {
                    successors.insert(answer.json()["refresh_token"].to_string());
                }
            }
            assert_eq!(successors.len(), 1);
        }
    }
}

#[test]
fn one_of_64_racers_uses_a_link_that_sets_a_password() {
    let nodes = Nodes::start();
    for round in 0..rounds() {
        let (email, mail) = nodes.forgot(round);
        let token = token_for(&mail, "reset-password").unwrap();
        let body = json!({"code": token, "password": NEW});
        nodes.race(round, "reset-password", &body, (204, &[400]));
        let now = nodes.post(round, "sign-in", &json!({"email": email, "password": NEW}));
        assert_eq!(now.status, 200, "{now:?}");
    }
}

/// Of a code few tries are taken in all: the others are told to wait.
#[test]
fn one_of_64_racers_uses_a_code_that_sets_a_password() {
    let nodes = Nodes::start();
    for round in 0..rounds() {
        let (email, mail) = nodes.forgot(round);
        let body = json!({"email": email, "code": code(&mail).unwrap(), "password": NEW});
        nodes.race(round, "reset-password", &body, (204, &[400, 429]));
    }
}

#[test]
fn one_of_64_racers_uses_a_link_that_verifies_an_address() {
    let nodes = Nodes::start();
    for round in 0..rounds() {
        let email = nodes.sign_up(round);
        let mail = nodes.sink.wait_for_mail(&email, "verify-email");
        let body = json!({"code": token_for(&mail, "verify-email").unwrap()});
        nodes.race(round, "verify-email", &body, (204, &[400]));
    }
}

#[test]
fn one_of_64_racers_uses_a_code_that_verifies_an_address() {
    let nodes = Nodes::start();
    for round in 0..rounds() {
        let email = nodes.sign_up(round);
        let mail = nodes.sink.wait_for_mail(&email, "verify-email");
        let body = json!({"email": email, "code": code(&mail).unwrap()});
        nodes.race(round, "verify-email", &body, (204, &[400, 429]));
    }
}

#[test]
fn one_of_64_racers_goes_on_with_a_sign_in_that_waited_for_an_address() {
    let nodes = Nodes::start();
    let users: Vec<String> = (0..rounds()).map(|round| nodes.sign_up(round)).collect();
    set(
        nodes.directory.path(),
        &nodes.url,
        "require_verified_email=true",
    );
    std::thread::sleep(Duration::from_millis(1_500));
    for (round, email) in users.iter().enumerate() {
        let flow = nodes.flow(round, email, PASSWORD, "verify_email");
        let mail = nodes.sink.wait_for_mail(email, "verify-email");
        let proof = json!({"code": token_for(&mail, "verify-email").unwrap()});
        assert_eq!(nodes.post(round, "verify-email", &proof).status, 204);
        nodes.race(round, "verify-email", &json!({"flow": flow}), (200, &[400]));
    }
}

#[test]
fn one_of_64_racers_sets_the_password_that_a_sign_in_waited_for() {
    let nodes = Nodes::start();
    let email = nodes.sign_up(0);
    for round in 0..rounds() {
        let present = format!("{PASSWORD} {round}");
        let arguments = [
            "user",
            "set-password",
            &email,
            "--tenant",
            "acme",
            "--must-change",
        ];
        let changed = run(nodes.directory.path(), &nodes.url, &arguments, &present);
        assert!(changed.status.success(), "{changed:?}");
        let flow = nodes.flow(round, &email, &present, "change_password");
        let body = json!({"flow": flow, "new_password": format!("{NEW} {round}")});
        // To who comes late it is the present password.
        nodes.race(round, "change-password", &body, (200, &[400, 422]));
    }
}

#[test]
fn one_of_64_racers_accepts_an_invitation() {
    let nodes = Nodes::start();
    let arguments = [
        "api-key",
        "create",
        "--tenant",
        "acme",
        "--permission",
        "users:write",
        "--json",
    ];
    let made = run(nodes.directory.path(), &nodes.url, &arguments, "");
    assert!(made.status.success(), "{made:?}");
    let made: Value = serde_json::from_slice(&made.stdout).unwrap();
    let bearer = format!(
        "Bearer {}",
        made["key"].as_str().unwrap_or_else(|| panic!("{made}"))
    );
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    for round in 0..rounds() {
        let email = format!("guest{round}@acme.test");
        let body = json!({"email": email}).to_string();
        let path = "/t/acme/api/v1/invites";
        let invited = request(nodes.one(round), "POST", path, &headers, &body).unwrap();
        assert_eq!(invited.status, 201, "{invited:?}");
        let mail = nodes.sink.wait_for_mail(&email, "accept-invite");
        let body =
            json!({"token": token_for(&mail, "accept-invite").unwrap(), "password": PASSWORD});
        nodes.race(round, "accept-invite", &body, (200, &[400, 409]));
    }
}

/// The wish for another address is confirmed once, whether by the link or by the code.
#[test]
fn one_of_64_racers_confirms_another_address() {
    let nodes = Nodes::start();
    for round in 0..rounds() {
        let email = nodes.sign_up(round);
        let owner = json!({"email": email, "password": PASSWORD});
        let token = nodes.post(round, "sign-in", &owner).json()["access_token"].clone();
        let bearer = format!("Bearer {}", token.as_str().unwrap());
        let from = address_of(round);
        let headers = [
            ("authorization", bearer.as_str()),
            ("x-forwarded-for", from.as_str()),
            ("content-type", "application/json"),
        ];
        let other = format!("other{round}@acme.test");
        let body = json!({"current_password": PASSWORD, "email": other}).to_string();
        let path = "/t/acme/api/v1/me/email";
        let asked = request(nodes.one(round), "POST", path, &headers, &body).unwrap();
        assert_eq!(asked.status, 202, "{asked:?}");
        let mail = nodes.sink.wait_for_mail(&other, "confirm-email");
        let body = if round % 2 == 0 {
            json!({"code": token_for(&mail, "confirm-email").unwrap()})
        } else {
            json!({"email": other, "code": code(&mail).unwrap()})
        };
        nodes.race(round, "confirm-email", &body, (204, &[400, 429]));
    }
}

/// By the mail's link or by its code.
#[test]
fn one_of_64_racers_signs_in_by_mail() {
    let nodes = Nodes::start();
    for round in 0..rounds() {
        let email = nodes.sign_up(round);
        let asked = nodes.post(round, "magic-link", &json!({"email": email}));
        assert_eq!(asked.status, 202, "{asked:?}");
        let mail = nodes.sink.wait_for_mail(&email, "magic-link");
        let body = if round % 2 == 0 {
            json!({"code": token_for(&mail, "magic-link").unwrap()})
        } else {
            json!({"email": email, "code": code(&mail).unwrap()})
        };
        nodes.race(round, "magic-link", &body, (200, &[400, 401, 429]));
    }
}

#[test]
fn one_of_64_racers_gets_an_address_and_one_an_identifier() {
    let nodes = Nodes::start();
    for round in 0..rounds() {
        let body = json!({"email": format!("raced{round}@acme.test"), "password": PASSWORD});
        nodes.race(round, "sign-up", &body, (201, &[409]));
    }
    // Each of them would be a tenant with keys of its own: fewer rounds tell as much.
    let bearer = format!("Bearer {OPERATOR}");
    for round in 0..rounds().min(20) {
        let body =
            json!({"slug": format!("org-{round}"), "email": "a@b.test", "password": PASSWORD});
        let headers = [("authorization", bearer.as_str())];
        let answers = race(
            &nodes.addresses,
            round,
            &headers,
            ("/api/v1/tenants", &body),
        );
        // At the platform's own cost of a hash: some racers find the queue full.
        assert_one_winner(&answers, 201, &[409]);
    }
}

#[test]
fn a_tenant_that_one_server_suspends_is_refused_by_the_others_within_a_second() {
    let nodes = Nodes::start();
    let owner = json!({"email": "owner@acme.test", "password": PASSWORD});
    let tokens = nodes.post(0, "sign-in", &owner).json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let me = |at: SocketAddr| {
        let headers = [("authorization", bearer.as_str())];
        request(at, "GET", "/t/acme/api/v1/me", &headers, "").unwrap()
    };
    let operator = format!("Bearer {OPERATOR}");
    let change = |state: &str| {
        let headers = [
            ("authorization", operator.as_str()),
            ("content-type", "application/json"),
        ];
        let body = json!({"state": state}).to_string();
        let changed = request(
            nodes.one(0),
            "PATCH",
            "/api/v1/tenants/acme",
            &headers,
            &body,
        );
        assert_eq!(changed.unwrap().status, 200);
    };
    for _ in 0..rounds().min(10) {
        for (state, in_service) in [("suspended", false), ("active", true)] {
            change(state);
            for at in nodes.addresses.clone() {
                let suits = |status: u16| (status == 200) == in_service;
                within(
                    Duration::from_secs(1),
                    || me(at),
                    |answer| suits(answer.status),
                );
                let path = "/t/acme/api/v1/auth/sign-in";
                assert!(suits(post_json(at, path, &owner).status), "{state}");
            }
        }
    }
}
