//! S5: a session check over HTTP on one core, beside a bare 'hello' on the same core.
//!
//! Compared is the processor time that the server's thread spends on an answer: the load's own speed and other
//! programs on the machine do not count. The waits are what the connections saw.

use std::{sync::Arc, time::Duration};

use authnex_core::{Authnex, TenantHandle};
use authnex_http::{AuthLayer, CurrentUser};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header::COOKIE},
    routing::get,
};
use tokio::runtime::Builder;

use crate::{
    Outcome, Scale,
    http_load::{Target, ask},
    http_server::HttpServer,
    installation::Installation,
    pair::{in_turns, percentile},
    table::Line,
};

/// Sessions that the cache holds for sure.
const FEW: usize = 1000;

/// Measures S5.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let installation = runtime.block_on(Installation::new(50_000))?;
    let rows = scale.of(1_000_000, 100_000);
    let tokens: Arc<[String]> = runtime.block_on(installation.open_sessions(rows))?.into();
    let few: Arc<[String]> = tokens.iter().take(FEW).cloned().collect();
    let authnex = installation.tenant.authnex();
    let server = HttpServer::start(vec![hello(), application(authnex)])?;
    let (Some(bare), Some(ours)) = (server.addresses.first(), server.addresses.get(1)) else {
        return Err("the servers did not start".into());
    };
    let name = session_cookie(&installation.tenant);
    let cookies = |tokens: &Arc<[String]>| (name.clone(), tokens.clone());
    let targets = [
        Target::open(*bare, "/hello"),
        Target::with_cookies(*ours, "/check", cookies(&few)),
        Target::with_cookies(*ours, "/check", cookies(&tokens)),
        Target::with_cookies(*ours, "/protected", cookies(&few)),
        Target::with_cookies(*ours, "/protected", cookies(&tokens)),
    ];
    let window = Duration::from_millis(scale.of(1500, 500).into());
    let measured = measure_targets(&server, &targets, (scale.of(9, 3), window))?;
    let [check, stored, protected, protected_stored] = measured;
    Ok(vec![
        check
            .line("session check over HTTP, cached".to_owned())
            .goal(
                ">= 0.6 of hello, p99 <= 2 ms",
                check.ratio >= 0.6 && check.p99 <= 2.0,
            ),
        stored
            .line(format!("from SQLite, {} k rows", rows / 1000))
            .goal(
                ">= 0.3 of hello, p99 <= 3 ms",
                stored.ratio >= 0.3 && stored.p99 <= 3.0,
            ),
        protected.line("with user, roles and permissions, session cached".to_owned()),
        protected_stored.line(format!("the same from SQLite, {} k rows", rows / 1000)),
    ])
}

/// One path beside hello.
#[derive(Clone, Copy, Default)]
struct Measured {
    hello_micros: f64,
    micros: f64,
    ratio: f64,
    /// In milliseconds.
    p99: f64,
}

impl Measured {
    /// A line in answers a second of one core.
    fn line(&self, what: String) -> Line {
        Line::new("S5", format!("{what}, p99 {:.2} ms", self.p99))
            .raw(format!("{:.1} k/s", 1000.0 / self.hello_micros))
            .ours(format!("{:.1} k/s", 1000.0 / self.micros))
            .ratio(self.ratio)
    }
}

fn measure_targets(
    server: &HttpServer,
    [hello, check, stored, protected, protected_stored]: &[Target; 5],
    (rounds, window): (u32, Duration),
) -> Outcome<[Measured; 4]> {
    let mut waits: [Vec<f64>; 4] = Default::default();
    let measured = {
        let [first, second, third, fourth] = &mut waits;
        let of = |target, waits: &mut Vec<f64>| {
            let load = ask(server, target, window)?;
            waits.push(percentile(load.waits, 99) / 1000.0);
            Outcome::Ok(load.server_micros)
        };
        in_turns(
            rounds,
            [
                &mut || Ok(ask(server, hello, window)?.server_micros),
                &mut || of(check, first),
                &mut || of(stored, second),
                &mut || of(protected, third),
                &mut || of(protected_stored, fourth),
            ],
        )?
    };
    let mut all = [Measured::default(); 4];
    for (index, (one, p99s)) in all.iter_mut().zip(waits).enumerate() {
        *one = Measured {
            hello_micros: measured.median(0),
            micros: measured.median(index + 1),
            ratio: measured.ratio(0, index + 1),
            p99: crate::pair::median(p99s),
        };
    }
    Ok(all)
}

fn hello() -> Router {
    Router::new().route("/hello", get(|| async { "hello" }))
}

/// An application with a route that asks for the session alone, and one that asks for all about its user.
pub(crate) fn application(authnex: &Authnex) -> Router {
    let protected = get(|_: CurrentUser| async { "hello" });
    let layer = AuthLayer::new(authnex.clone(), "acme");
    Router::new()
        .route("/check", get(check).with_state(authnex.clone()))
        .route("/protected", protected.layer(layer))
}

async fn check(
    State(authnex): State<Authnex>,
    headers: HeaderMap,
) -> Result<&'static str, StatusCode> {
    let away = |_| StatusCode::SERVICE_UNAVAILABLE;
    let tenant = authnex.tenant("acme").await.map_err(away)?;
    let tenant = tenant.ok_or(StatusCode::NOT_FOUND)?;
    let token = headers
        .get(COOKIE)
        .and_then(|cookie| cookie.to_str().ok())
        .and_then(|cookie| cookie.split_once('='))
        .map(|(_, token)| token)
        .ok_or(StatusCode::UNAUTHORIZED)?;
    match tenant.check_session(token).await.map_err(away)? {
        Some(_) => Ok("hello"),
        None => Err(StatusCode::UNAUTHORIZED),
    }
}

/// The name of the session's cookie where the base URL is a loopback one.
pub(crate) fn session_cookie(tenant: &TenantHandle) -> String {
    let id = tenant.scope().id().to_string();
    let tag: String = id.trim_start_matches("ten_").chars().take(16).collect();
    format!("anx_{tag}")
}
