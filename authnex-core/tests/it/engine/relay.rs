//! The relay: what follows from events, once each, also with several nodes.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use authnex_core::{
    TenantHandle, Workers,
    flow::TrailFault,
    foundation::EventId,
    port::{Hooks, OnEvent},
    usage::{Metric, UsageDay},
};

use super::installation::{
    Installation, OWNER, PASSWORD, add_user, context, events, file_store, owner_session,
    owner_tokens, ring_text, try_sign_in,
};
use authnex_core::keyring::KeyRing;

async fn amount(tenant: &TenantHandle, metric: Metric) -> i64 {
    let today = UsageDay::of(tenant.authnex().clock().now());
    let rows = tenant.usage(metric, today.minus_days(31), today).await;
    rows.unwrap().iter().map(|row| row.amount).sum()
}

/// Relays until nothing is left; how many events there were.
async fn relay_all(workers: &Workers) -> usize {
    let mut all = 0;
    loop {
        match workers.relay().await.unwrap() {
            0 => return all,
            some => all += some,
        }
    }
}

#[tokio::test]
async fn usage_follows_from_events_and_is_counted_once() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    owner_session(&tenant).await;
    owner_session(&tenant).await;
    assert!(try_sign_in(&tenant, OWNER, "wrong").await.is_err());
    let other = installation.make_tenant("other").await;
    let written = events(&tenant).await.len() + events(&other).await.len();
    assert_eq!(relay_all(&installation.workers).await, written);
    for _ in 0..2 {
        assert_eq!(amount(&tenant, Metric::SignInsSucceeded).await, 2);
        assert_eq!(amount(&tenant, Metric::SignInsByPassword).await, 2);
        assert_eq!(amount(&tenant, Metric::SignInsRefused).await, 1);
        assert_eq!(amount(&other, Metric::SignInsSucceeded).await, 0);
        assert_eq!(relay_all(&installation.workers).await, 0);
    }
}

#[tokio::test]
async fn many_events_go_in_batches_and_stay_in_one_chain() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    for _ in 0..300 {
        owner_session(&tenant).await;
    }
    let written = events(&tenant).await.len();
    assert_eq!(relay_all(&installation.workers).await, written);
    let report = tenant.verify_trail().await.unwrap();
    assert_eq!(report.faults, []);
    assert_eq!(report.events, written as u64);
    assert!(report.seals >= 3, "{report:?}");
}

#[tokio::test]
async fn a_user_is_active_once_a_month() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    add_user(&tenant, "bea@acme.example").await;
    owner_session(&tenant).await;
    let tokens = owner_tokens(&tenant).await;
    relay_all(&installation.workers).await;
    assert_eq!(amount(&tenant, Metric::ActiveUsers).await, 1);
    try_sign_in(&tenant, "bea@acme.example", PASSWORD)
        .await
        .unwrap();
    relay_all(&installation.workers).await;
    assert_eq!(amount(&tenant, Metric::ActiveUsers).await, 2);
    // February: a refresh is activity, too.
    installation.clock.advance(31 * 86_400);
    let refreshed = tenant
        .refresh(
            tokens.refresh_token.expose(),
            super::installation::CLIENT,
            &context(),
        )
        .await;
    assert!(refreshed.is_err(), "the token has expired");
    owner_session(&tenant).await;
    relay_all(&installation.workers).await;
    let day = UsageDay::of(installation.now());
    let rows = tenant
        .usage(Metric::ActiveUsers, day.minus_days(60), day)
        .await
        .unwrap();
    let shown: Vec<_> = rows.iter().map(|r| (r.day.to_string(), r.amount)).collect();
    assert_eq!(
        shown,
        [("2026-01-01".to_owned(), 2), ("2026-02-01".to_owned(), 1)]
    );
}

#[tokio::test]
async fn a_touched_session_is_activity() {
    let installation = Installation::new().await;
    let tenant = installation
        .make_tenant_with("acme", serde_json::json!({"session_seconds": 7_776_000}))
        .await;
    let open = owner_session(&tenant).await;
    relay_all(&installation.workers).await;
    installation.clock.advance(31 * 86_400);
    let tenant = installation.tenant("acme").await;
    let token = open.session_token.expose();
    assert!(tenant.check_session(token).await.unwrap().is_some());
    installation.workers.flush().await.unwrap();
    let february = UsageDay::of(installation.now());
    let rows = tenant
        .usage(Metric::ActiveUsers, february.first_of_month(), february)
        .await
        .unwrap();
    assert_eq!(rows.iter().map(|row| row.amount).sum::<i64>(), 1);
}

#[tokio::test]
async fn what_no_event_tells_of_is_metered() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    for _ in 0..3 {
        tenant.count_usage(Metric::ApiCalls);
    }
    assert_eq!(amount(&tenant, Metric::ApiCalls).await, 0);
    installation.workers.flush().await.unwrap();
    installation.workers.flush().await.unwrap();
    assert_eq!(amount(&tenant, Metric::ApiCalls).await, 3);
}

/// Keeps what it is told.
#[derive(Debug, Default)]
struct Told(Mutex<Vec<(String, EventId, String)>>);

#[async_trait]
impl Hooks for Told {
    async fn on_event(&self, event: OnEvent<'_>) {
        self.0.lock().unwrap().push((
            event.tenant.to_string(),
            event.event.id,
            event.event.kind.clone(),
        ));
    }
}

#[tokio::test]
async fn the_hook_is_told_of_each_event_in_order() {
    let told = Arc::new(Told::default());
    let hooks: Arc<dyn Hooks> = told.clone();
    let installation = Installation::with(|builder| builder.hooks(hooks)).await;
    let tenant = installation.make_tenant("acme").await;
    owner_session(&tenant).await;
    relay_all(&installation.workers).await;
    let told: Vec<_> = told.0.lock().unwrap().clone();
    assert!(told.iter().all(|(slug, ..)| slug == "acme"));
    let mut written: Vec<_> = events(&tenant).await.iter().map(|e| e.id).collect();
    written.sort_unstable();
    assert_eq!(
        told.iter().map(|(_, id, _)| *id).collect::<Vec<_>>(),
        written
    );
    assert!(told.iter().any(|(.., kind)| kind == "sign_in.succeeded"));
}

/// Two nodes relay at once: nothing is lost, nothing counted twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_nodes_share_the_work() {
    let directory = tempfile::tempdir().unwrap();
    let store = file_store(&directory.path().join("authnex.db"));
    let clock = Arc::new(authnex_core::testing::ManualClock::at(
        super::installation::NOW,
    ));
    let ring = || KeyRing::parse(&ring_text(1)).unwrap();
    let one = Installation::over(store.clone(), clock.clone(), |b| b.key_ring(ring()));
    let one = one.await.unwrap();
    let two = Installation::over(store.clone(), clock.clone(), |b| b.key_ring(ring()));
    let two = two.await.unwrap();
    let tenant = one.make_tenant("acme").await;
    let mut relayed = 0;
    for _ in 0..20 {
        for _ in 0..10 {
            let _ = try_sign_in(&tenant, "nobody@acme.example", "wrong").await;
        }
        let (a, b) = tokio::join!(one.workers.relay(), two.workers.relay());
        relayed += a.unwrap() + b.unwrap();
    }
    // A node that died holds its lease for a while yet.
    clock.advance(60);
    relayed += relay_all(&two.workers).await + relay_all(&one.workers).await;
    let written = events(&tenant).await;
    assert_eq!(relayed, written.len());
    let refused = written
        .iter()
        .filter(|e| e.kind == "sign_in.refused")
        .count();
    assert_eq!(
        amount(&tenant, Metric::SignInsRefused).await,
        i64::try_from(refused).unwrap()
    );
    assert_eq!(tenant.verify_trail().await.unwrap().faults, []);
}

/// What each way to tamper with a trail shows.
#[tokio::test]
async fn a_trail_that_was_tampered_with_shows_it() {
    for (tampering, fault) in [
        (
            "UPDATE authnex_event SET data = '{}' WHERE kind = 'sign_in.succeeded'",
            "altered",
        ),
        (
            "UPDATE authnex_event SET actor = 'system' WHERE kind = 'sign_in.succeeded'",
            "altered",
        ),
        (
            "DELETE FROM authnex_event WHERE kind = 'sign_in.succeeded'",
            "missing",
        ),
        (
            "UPDATE authnex_event SET seal_seq = NULL WHERE kind = 'sign_in.succeeded'",
            "unsealed",
        ),
        (
            "INSERT INTO authnex_event SELECT tenant_id, bucket, zeroblob(16), kind, version, at, actor, \
             address, user_agent, request_id, data, seal_seq, subject_id FROM authnex_event LIMIT 1",
            "unsealed",
        ),
        ("DELETE FROM authnex_event_seal WHERE seq = 1", "chain"),
        (
            "UPDATE authnex_event_seal SET root = zeroblob(32) WHERE seq = 1",
            "altered",
        ),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("authnex.db");
        let clock = Arc::new(authnex_core::testing::ManualClock::at(
            super::installation::NOW,
        ));
        let installation = Installation::on_file(&path, &clock).await;
        let tenant = installation.make_tenant("acme").await;
        relay_all(&installation.workers).await;
        owner_session(&tenant).await;
        relay_all(&installation.workers).await;
        clock.advance(120);
        assert_eq!(tenant.verify_trail().await.unwrap().faults, []);
        let raw = rusqlite::Connection::open(&path).unwrap();
        assert!(raw.execute(tampering, []).unwrap() > 0, "{tampering}");
        let report = tenant.verify_trail().await.unwrap();
        let named: HashMap<&str, usize> =
            report.faults.iter().fold(HashMap::new(), |mut named, f| {
                *named.entry(word(f)).or_default() += 1;
                named
            });
        assert!(named.contains_key(fault), "{tampering}: {report:?}");
    }
}

fn word(fault: &TrailFault) -> &'static str {
    match fault {
        TrailFault::Chain { .. } => "chain",
        TrailFault::Missing { .. } => "missing",
        TrailFault::Altered { .. } => "altered",
        TrailFault::Unsealed { .. } => "unsealed",
    }
}
