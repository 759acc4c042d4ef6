//! What log and metrics say of requests.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::harness::{EMAIL, PASSWORD, World, get, post};

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

#[tokio::test(flavor = "current_thread")]
async fn each_request_is_one_line_without_secrets() {
    let world = World::with_two_tenants().await;
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(lines.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let body = json!({"email": EMAIL, "password": PASSWORD});
    let reply = post("/t/acme/api/v1/auth/sign-in?hint=query-secret")
        .json(&body)
        .send(&world)
        .await;
    let answer = reply.json();
    let access = answer["access_token"].as_str().unwrap();
    get("/t/acme/api/v1/me").bearer(access).send(&world).await;
    get("/nothing")
        .header("cookie", "anx_org=cookie-secret")
        .send(&world)
        .await;
    drop(guard);

    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let requests: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("status="))
        .collect();
    assert_eq!(requests.len(), 3, "{log}");
    assert!(requests[0].contains(reply.header("x-request-id")), "{log}");
    assert!(
        requests[0].contains("/t/{slug}/api/v1/auth/sign-in") && requests[0].contains("status=200")
    );
    assert!(requests[2].contains("unmatched") && requests[2].contains("not_found"));
    let refresh = answer["refresh_token"].as_str().unwrap();
    for secret in [PASSWORD, access, refresh, "query-secret", "cookie-secret"] {
        assert!(!log.contains(secret), "{log}");
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
                crate::harness::call("BREW", path).send(&world).await;
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
