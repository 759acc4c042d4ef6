//! S5: a session check over HTTP, beside a bare 'hello' of the same server.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::{Duration, Instant},
};

use authnex_core::TenantHandle;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::get,
};
use tokio::runtime::Builder;

use crate::{
    Outcome, Scale,
    installation::Installation,
    pair::{in_turns, micros, percentile},
    table::Line,
};

/// Connections at once.
const CONNECTIONS: usize = 16;

/// Measures S5.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let rows = scale.of(1_000_000, 20_000);
    let cached = runtime.block_on(Installation::new(1_000_000))?;
    let stored = runtime.block_on(Installation::new(0))?;
    let window = Duration::from_secs(scale.of(3, 1).into());
    let few: Arc<[String]> = cached.open_sessions(1_000)?.into();
    let many: Arc<[String]> = stored.open_sessions(rows)?.into();
    let hello = runtime.block_on(serve(&cached.tenant))?;
    let from_store = runtime.block_on(serve(&stored.tenant))?;
    let rounds = in_turns(
        scale.of(7, 3),
        [
            &mut || Ok(load(hello, "/hello", &few, window)?.a_second),
            &mut || Ok(load(hello, "/check", &few, window)?.a_second),
            &mut || Ok(load(from_store, "/check", &many, window)?.a_second),
        ],
    )?;
    let slow_cached = load(hello, "/check", &few, window)?.slow_micros;
    let slow_stored = load(from_store, "/check", &many, window)?.slow_micros;
    let (cached, stored) = (rounds.ratio(1, 0), rounds.ratio(2, 0));
    Ok(vec![
        Line::new(
            "S5",
            format!("session check over HTTP, cached, p99 {slow_cached:.0} us"),
        )
        .raw(format!("{:.0}/s", rounds.median(0)))
        .ours(format!("{:.0}/s", rounds.median(1)))
        .ratio(cached)
        .goal(
            ">= 0.6 of hello, p99 <= 2 ms",
            cached >= 0.6 && slow_cached <= 2000.0,
        ),
        Line::new(
            "S5",
            format!("from SQLite with {rows} rows, p99 {slow_stored:.0} us"),
        )
        .raw(format!("{:.0}/s", rounds.median(0)))
        .ours(format!("{:.0}/s", rounds.median(2)))
        .ratio(stored)
        .goal(
            ">= 0.3 of hello, p99 <= 3 ms",
            stored >= 0.3 && slow_stored <= 3000.0,
        ),
    ])
}

async fn serve(tenant: &TenantHandle) -> Outcome<SocketAddr> {
    let app = Router::new()
        .route("/hello", get(|| async { "hello" }))
        .route("/check", get(check))
        .with_state(tenant.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}

async fn check(State(tenant): State<TenantHandle>, headers: HeaderMap) -> StatusCode {
    let token = headers
        .get("x-session")
        .and_then(|value| value.to_str().ok());
    match tenant.check_session(token.unwrap_or_default()).await {
        Ok(Some(_)) => StatusCode::NO_CONTENT,
        Ok(None) => StatusCode::UNAUTHORIZED,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

struct Load {
    a_second: f64,
    slow_micros: f64,
}

/// Keeps every connection busy for as long as the window lasts.
fn load(
    address: SocketAddr,
    path: &'static str,
    tokens: &Arc<[String]>,
    window: Duration,
) -> Outcome<Load> {
    let began = Instant::now();
    let hands: Vec<_> = (0..CONNECTIONS)
        .map(|hand| {
            let tokens = tokens.clone();
            std::thread::spawn(move || ask(address, path, (&tokens, hand), window))
        })
        .collect();
    let mut times = Vec::new();
    for hand in hands {
        times.extend(
            hand.join()
                .map_err(|_| "a connection's thread panicked")??,
        );
    }
    let a_second = f64::from(u32::try_from(times.len())?) / began.elapsed().as_secs_f64();
    Ok(Load {
        a_second,
        slow_micros: percentile(times, 99),
    })
}

fn ask(
    address: SocketAddr,
    path: &str,
    (tokens, hand): (&[String], usize),
    window: Duration,
) -> Outcome<Vec<f64>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let (mut times, mut buffer, began) = (Vec::new(), [0; 1024], Instant::now());
    // A stride without a common factor with the count walks over all tokens.
    for token in tokens.iter().cycle().skip(hand * 977).step_by(7919) {
        if began.elapsed() >= window {
            break;
        }
        let sent = Instant::now();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: localhost\r\nx-session: {token}\r\n\r\n"
        )?;
        let read = stream.read(&mut buffer)?;
        times.push(micros(sent.elapsed()));
        if !buffer
            .get(..read)
            .unwrap_or_default()
            .starts_with(b"HTTP/1.1 20")
        {
            return Err("an answer was no success".into());
        }
    }
    Ok(times)
}
