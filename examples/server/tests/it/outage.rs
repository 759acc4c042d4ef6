//! PostgreSQL is away for a while, and the server stays: what needs no database goes on, what needs one is refused
//! in a second, no memory grows, and nobody has to restart anything.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use authnex_core::{Authnex, jose::JwkSet, keyring::KeyRing, verify::Verifier};
use authnex_store::postgres::{self, PostgresOptions};
use serde_json::{Value, json};

use crate::{
    client::{get, post_json, request},
    cluster::Cluster,
    postgres::{create_tenant, run},
    process::{PASSWORD, Server, free_port, within},
};

/// How long the database is away.
fn away() -> Duration {
    Duration::from_secs(if std::env::var_os("AUTHNEX_TEST_FULL").is_some() {
        60
    } else {
        10
    })
}

/// What "within a second" means on a machine that does other things too.
const A_SECOND: Duration = Duration::from_millis(1_600);

/// What may come and go with buffers and threads, in KiB.
const FLAT_KIB: u64 = 24 * 1024;

fn resident_kib(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let digits = line.unwrap().split_whitespace().nth(1).unwrap();
    digits.parse().unwrap()
}

fn sign_in(address: SocketAddr) -> Value {
    let body = json!({"email": "owner@acme.test", "password": PASSWORD});
    let answer = post_json(address, "/t/acme/api/v1/auth/sign-in", &body);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn verifier(address: SocketAddr, issuer: &str) -> Verifier {
    let keys = get(address, "/t/acme/oauth/jwks");
    assert_eq!(keys.status, 200, "{keys:?}");
    let keys = JwkSet::from_json(keys.body.as_bytes()).unwrap();
    let verifier = Verifier::builder(issuer).audience(issuer).keys(keys);
    verifier.build().unwrap()
}

/// What the load saw.
#[derive(Debug, Default)]
struct Seen {
    stop: AtomicBool,
    reads: AtomicUsize,
    /// How long each refused write took.
    refusals: Mutex<Vec<Duration>>,
}

/// Asks for what needs no database, over and over.
fn read(address: SocketAddr, (issuer, token): (&str, &str), seen: &Seen) {
    while !seen.stop.load(Ordering::SeqCst) {
        for path in [
            "/t/acme/oauth/jwks",
            "/t/acme/.well-known/openid-configuration",
            "/t/acme/sign-in",
            "/healthz",
        ] {
            let begun = Instant::now();
            let answer = get(address, path);
            assert_eq!(answer.status, 200, "{path}: {answer:?}");
            let took = begun.elapsed();
            assert!(took < 2 * A_SECOND, "{path} took {took:?}");
        }
        // With the keys that are served at this moment.
        verifier(address, issuer).verify_now(token).unwrap();
        seen.reads.fetch_add(1, Ordering::SeqCst);
    }
}

/// Asks for what writes, over and over: each time 503, with the time to wait.
fn write(address: SocketAddr, refresh: &Value, seen: &Seen) {
    while !seen.stop.load(Ordering::SeqCst) {
        for (name, body) in [
            ("refresh", refresh.clone()),
            ("forgot-password", json!({"email": "owner@acme.test"})),
            (
                "sign-in",
                json!({"email": "owner@acme.test", "password": PASSWORD}),
            ),
            (
                "verify-email",
                json!({"email": "owner@acme.test", "code": "12345678"}),
            ),
        ] {
            let begun = Instant::now();
            let answer = post_json(address, &format!("/t/acme/api/v1/auth/{name}"), &body);
            seen.refusals.lock().unwrap().push(begun.elapsed());
            assert_eq!(answer.status, 503, "{name}: {answer:?}");
            assert!(answer.header("retry-after").is_some(), "{name}: {answer:?}");
        }
    }
}

/// An application with the engine inside: what it knows of a session holds while the database is away.
async fn session_checks(directory: &Path, url: &str, base: &str) -> (Authnex, String) {
    let store = postgres::open(&PostgresOptions::parse(url).unwrap())
        .await
        .unwrap();
    let ring = std::fs::read_to_string(directory.join("authnex.keyring")).unwrap();
    let (authnex, workers) = Authnex::builder(Arc::new(store))
        .base_url(base)
        .key_ring(KeyRing::parse(&ring.into()).unwrap())
        .build()
        .await
        .unwrap();
    drop(workers);
    let tenant = authnex.tenant("acme").await.unwrap().unwrap();
    let request = authnex_core::flow::PasswordSignIn {
        login: "owner@acme.test".to_owned(),
        password: PASSWORD.into(),
        grant: authnex_core::flow::Grant::Session,
    };
    let context = authnex_core::foundation::RequestContext::anonymous();
    let step = tenant.sign_in(request, &context).await.unwrap();
    let authnex_core::flow::SignInStep::SignedIn(signed_in) = step else {
        panic!("{step:?}");
    };
    let token = signed_in.session_token.expose().to_owned();
    assert!(tenant.check_session(&token).await.unwrap().is_some());
    (authnex, token)
}

/// The cached check of a session, asked for as long as the load runs.
fn check(runtime: &tokio::runtime::Runtime, authnex: &Authnex, token: &str, seen: &Seen) -> usize {
    let mut checked = 0;
    while !seen.stop.load(Ordering::SeqCst) {
        let found = runtime.block_on(async {
            let tenant = authnex.tenant("acme").await.unwrap().unwrap();
            tenant.check_session(token).await.unwrap()
        });
        assert!(found.is_some());
        checked += 1;
        std::thread::sleep(Duration::from_millis(20));
    }
    checked
}

/// Loads the server while its database is away, and judges what was seen.
fn load(
    server: &Server,
    (issuer, access): (&str, &str),
    refresh: &Value,
    checks: impl Fn(&Seen) -> usize + Sync,
) {
    let address = server.address;
    let seen = Seen::default();
    let (mut first, mut last) = (0, 0);
    std::thread::scope(|scope| {
        let seen = &seen;
        for _ in 0..2 {
            scope.spawn(|| read(address, (issuer, access), seen));
            scope.spawn(|| write(address, refresh, seen));
        }
        let checked = scope.spawn(|| checks(seen));
        let begun = Instant::now();
        // Real time: it is a real outage. The first moments fill buffers.
        std::thread::sleep(away() / 4);
        first = resident_kib(server);
        std::thread::sleep(away().saturating_sub(begun.elapsed()));
        last = resident_kib(server);
        seen.stop.store(true, Ordering::SeqCst);
        assert!(checked.join().unwrap() > 0);
    });
    assert!(last < first + FLAT_KIB, "{first} KiB became {last} KiB");
    let reads = seen.reads.into_inner();
    assert!(reads > 0);
    let mut refusals = seen.refusals.into_inner().unwrap();
    refusals.sort_unstable();
    let (median, longest) = (refusals[refusals.len() / 2], refusals[refusals.len() - 1]);
    println!(
        "away {:?}: {reads} rounds of reads, {} refused writes, the median {median:?}, the longest {longest:?}; {first} KiB, {last} KiB",
        away(),
        refusals.len(),
    );
    assert!(
        median < Duration::from_secs(1),
        "as a rule a refusal took {median:?}"
    );
    assert!(longest < 2 * A_SECOND, "a refusal took {longest:?}");
}

#[test]
fn the_server_outlives_its_database_and_recovers_by_itself() {
    let cluster = Cluster::new();
    let directory = tempfile::tempdir().unwrap();
    create_tenant(directory.path(), &cluster.url);
    let cheap = r#"password_hash={"memory_kib":8,"iterations":1,"parallelism":1}"#;
    let rule = ["policy", "set", "--tenant", "acme", cheap];
    assert!(
        run(directory.path(), &cluster.url, &rule, "")
            .status
            .success()
    );
    let port = free_port();
    let base = format!("http://localhost:{port}");
    let issuer = format!("{base}/t/acme");
    let settings = [("AUTHNEX_DATABASE_URL", cluster.url.as_str())];
    let server = Server::start_on(directory.path(), port, &settings);
    let address = server.address;
    // Twice: the first verifies against the dear hash and makes the cheap one.
    sign_in(address);
    let tokens = sign_in(address);
    let access = tokens["access_token"].as_str().unwrap();
    let refresh = json!({"refresh_token": tokens["refresh_token"]});
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (authnex, session) =
        runtime.block_on(session_checks(directory.path(), &cluster.url, &base));
    verifier(address, &issuer).verify_now(access).unwrap();

    cluster.stop();
    within(
        A_SECOND,
        || get(address, "/readyz"),
        |answer| answer.status == 503,
    );
    load(&server, (&issuer, access), &refresh, |seen| {
        check(&runtime, &authnex, &session, seen)
    });

    cluster.start();
    within(
        Duration::from_secs(5),
        || get(address, "/readyz"),
        |answer| answer.status == 200,
    );
    // The same process; what was not written then is written now.
    let path = "/t/acme/api/v1/auth/refresh";
    within(
        Duration::from_secs(2),
        || post_json(address, path, &refresh),
        |answer| answer.status == 200,
    );
    let bearer = format!(
        "Bearer {}",
        sign_in(address)["access_token"].as_str().unwrap()
    );
    let headers = [("authorization", bearer.as_str())];
    let me = request(address, "GET", "/t/acme/api/v1/me", &headers, "").unwrap();
    assert_eq!(me.status, 200, "{me:?}");
    assert_eq!(server.terminate(), Some(0));
}
