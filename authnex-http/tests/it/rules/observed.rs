//! What log and metrics say of requests.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::harness::{EMAIL, PASSWORD, Reply, World, call, get, post};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Every test of this binary writes here from now on: a subscriber for one thread would miss lines whose
/// callsite another thread has met first.
fn capture() -> Lines {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(lines.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    lines
}

#[tokio::test]
async fn each_request_is_one_line_without_secrets() {
    let lines = capture();
    let world = World::with_two_tenants().await;
    let body = json!({"email": EMAIL, "password": PASSWORD});
    let sign_in = post("/t/acme/api/v1/auth/sign-in?hint=query-secret").json(&body);
    let one = sign_in.send(&world).await;
    let answer = one.json();
    let access = answer["access_token"].as_str().unwrap();
    let two = get("/t/acme/api/v1/me").bearer(access).send(&world).await;
    let three = get("/nothing")
        .header("cookie", "anx_org=cookie-secret")
        .send(&world)
        .await;

    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let line_of = |reply: &Reply| {
        let id = reply.header("x-request-id");
        let told = |line: &&str| line.contains(id) && line.contains("status=");
        let found: Vec<&str> = log.lines().filter(told).collect();
        assert_eq!(found.len(), 1, "{id} in\n{log}");
        found[0].to_owned()
    };
    let line = line_of(&one);
    assert!(
        line.contains("/t/{slug}/api/v1/auth/sign-in") && line.contains("status=200"),
        "{line}"
    );
    assert!(line_of(&two).contains("method=\"GET\""));
    let line = line_of(&three);
    assert!(
        line.contains("unmatched") && line.contains("not_found"),
        "{line}"
    );
    let refresh = answer["refresh_token"].as_str().unwrap();
    for secret in [PASSWORD, access, refresh, "query-secret", "cookie-secret"] {
        assert!(!log.contains(secret), "{secret} in\n{log}");
    }
}

#[test]
fn requests_are_counted_by_route_and_not_by_what_strangers_invent() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let metrics = recorder.handle();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    metrics::with_local_recorder(&recorder, || {
        runtime.block_on(async {
            let world = World::with_two_tenants().await;
            world.tokens("acme").await;
            for path in ["/made-up-1", "/made-up-2"] {
                get(path).send(&world).await;
                call("BREW", path).send(&world).await;
            }
        });
    });
    let text = metrics.render();
    let line = |parts: &[&str]| {
        let found = text
            .lines()
            .find(|line| parts.iter().all(|part| line.contains(part)));
        found
            .unwrap_or_else(|| panic!("{parts:?} in\n{text}"))
            .to_owned()
    };
    let counted = line(&[
        "authnex_http_requests_total",
        "route=\"/t/{slug}/api/v1/auth/sign-in\"",
        "status=\"200\"",
    ]);
    assert!(counted.contains("method=\"POST\"") && counted.ends_with(" 1"));
    line(&["route=\"unmatched\"", "method=\"GET\"", "status=\"404\""]);
    line(&[
        "authnex_http_request_duration_seconds",
        "/t/{slug}/api/v1/auth/sign-in",
    ]);
    assert!(
        !text.contains("made-up") && !text.contains("BREW"),
        "{text}"
    );
}
