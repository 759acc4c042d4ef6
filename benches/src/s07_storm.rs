//! S7: what others see of a server while 200 sign-ins are in flight at it.
//!
//! A probe asks at fixed times and counts its wait from then on, so that a delay before it gets to ask is in the
//! figure too.

use std::{
    net::{SocketAddr, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use authnex_core::{jose::JwkSet, verify::Verifier};
use authnex_http::AuthnexService;
use serde_json::json;
use tokio::runtime::{Builder, Runtime};

use crate::{
    Outcome, Scale,
    http_client::exchange,
    http_load::read_answer,
    installation::{Installation, OWNER, PASSWORD},
    pair::{in_turns, micros, percentile},
    s05_session_http::{application, session_cookie},
    s06_sign_in::sign_in_on_all_cores,
    table::Line,
    window::Tally,
};

/// Sign-ins in flight at once: more than the hashing queue holds.
const STORM: usize = 200;

/// How often a probe asks.
const PROBE_EVERY: Duration = Duration::from_millis(10);

/// Measures S7.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let serving = Builder::new_multi_thread().enable_all().build()?;
    let installation = serving.block_on(Installation::new(50_000))?;
    let address = serving.block_on(serve(&installation))?;
    let asking = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let window = Duration::from_secs(scale.of(8, 3).into());
    let waits = Mutex::new(Waits::default());
    let tokens = serving.block_on(installation.open_sessions(1000))?;
    let access = access_token(address)?;
    let rounds = in_turns(
        scale.of(5, 1),
        [
            &mut || Ok(sign_in_on_all_cores(&serving, &installation.tenant, window)?.a_second),
            &mut || {
                let probes = Probes::new(address, &installation, (&tokens, &access))?;
                let (rate, seen) = storm(&asking, address, (probes, window))?;
                let mut waits = waits.lock().unwrap_or_else(PoisonError::into_inner);
                *waits = std::mem::take(&mut *waits).and(seen);
                Ok(rate)
            },
        ],
    )?;
    let waits = waits.into_inner().unwrap_or_else(PoisonError::into_inner);
    let ratio = rounds.ratio(1, 0);
    Ok(vec![
        waits_line("a session check over HTTP", waits.checks, 3.0),
        waits_line("'me' by access token over HTTP", waits.me, 3.0),
        waits_line("a verification offline", waits.verified, 3.0),
        waits_line("until the surplus is refused", waits.refused, 50.0),
        Line::new("S7", "sign-ins over HTTP in the storm; raw: S6 of this run")
            .raw(format!("{:.1}/s", rounds.median(0)))
            .ours(format!("{:.1}/s", rounds.median(1)))
            .ratio(ratio)
            .goal(">= 0.93", ratio >= 0.93),
    ])
}

fn waits_line(what: &str, waits: Vec<f64>, most_millis: f64) -> Line {
    let count = waits.len();
    let p99 = percentile(waits, 99) / 1000.0;
    let goal = if most_millis > 3.0 {
        "<= 50 ms"
    } else {
        "<= 3 ms"
    };
    Line::new("S7", format!("p99 of {what}, {count} times"))
        .ours(format!("{p99:.2} ms"))
        // Nothing measured is nothing met.
        .goal(goal, p99 <= most_millis)
}

/// The whole service, with the routes of S5 beside it.
async fn serve(installation: &Installation) -> Outcome<SocketAddr> {
    let authnex = installation.tenant.authnex();
    let service = AuthnexService::builder(authnex.clone())
        .rate_limits(false)
        .build();
    let application = application(authnex).fallback_service(service);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, application).await });
    Ok(address)
}

fn sign_in_request() -> String {
    let body = json!({"email": OWNER, "password": PASSWORD}).to_string();
    format!(
        "POST /t/acme/api/v1/auth/sign-in HTTP/1.1\r\nhost: localhost\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn access_token(address: SocketAddr) -> Outcome<String> {
    let mut connection = TcpStream::connect(address)?;
    let body = succeed(&mut connection, &sign_in_request())?;
    let body: serde_json::Value = serde_json::from_str(&body)?;
    let token = body.get("access_token").and_then(|token| token.as_str());
    Ok(token.ok_or("no access token came")?.to_owned())
}

/// Asks and waits for the answer, which must be a success.
fn succeed(connection: &mut TcpStream, request: &str) -> Outcome<String> {
    let answer = exchange(connection, request)?;
    match answer.status {
        200 => Ok(answer.body),
        status => Err(format!("answered with {status}").into()),
    }
}

/// In microseconds.
#[derive(Default)]
struct Waits {
    checks: Vec<f64>,
    me: Vec<f64>,
    verified: Vec<f64>,
    refused: Vec<f64>,
}

impl Waits {
    fn and(mut self, other: Self) -> Self {
        self.checks.extend(other.checks);
        self.me.extend(other.me);
        self.verified.extend(other.verified);
        self.refused.extend(other.refused);
        self
    }
}

type Probe = Box<dyn FnMut() -> Outcome<()> + Send>;

/// What is asked while the storm goes on.
struct Probes {
    check: Probe,
    me: Probe,
    verify: Probe,
}

impl Probes {
    fn new(
        address: SocketAddr,
        installation: &Installation,
        (tokens, access): (&[String], &str),
    ) -> Outcome<Self> {
        let connect = || {
            let connection = TcpStream::connect(address)?;
            connection.set_nodelay(true)?;
            Outcome::Ok(connection)
        };
        let (mut for_check, mut for_me) = (connect()?, connect()?);
        let cookie = session_cookie(&installation.tenant);
        let checks: Vec<String> = tokens
            .iter()
            .map(|token| {
                format!(
                    "GET /check HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}={token}\r\n\r\n"
                )
            })
            .collect();
        let mut next = 0;
        let me = format!(
            "GET /t/acme/api/v1/me HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {access}\r\n\r\n"
        );
        let issuer = installation.tenant.issuer();
        let verifier = Verifier::builder(issuer)
            .audience(issuer)
            .keys(JwkSet::from_json(installation.tenant.jwks().as_bytes())?)
            .build()?;
        let access = access.to_owned();
        Ok(Self {
            check: Box::new(move || {
                next += 1;
                let request = checks.get(next % checks.len()).ok_or("no session")?;
                succeed(&mut for_check, request).map(drop)
            }),
            me: Box::new(move || succeed(&mut for_me, &me).map(drop)),
            verify: Box::new(move || Ok(verifier.verify_now(&access).map(drop)?)),
        })
    }
}

/// Answers the sign-ins a second, and what the probes saw.
fn storm(
    runtime: &Runtime,
    address: SocketAddr,
    (probes, window): (Probes, Duration),
) -> Outcome<(f64, Waits)> {
    let tally = Arc::new(Tally::default());
    let probing = [probes.check, probes.me, probes.verify].map(|probe| {
        let tally = tally.clone();
        std::thread::spawn(move || ask_at_fixed_times(probe, &tally))
    });
    let stormed = storm_until_over(runtime, address, (&tally, window));
    let [checks, me, verified] = probing.map(|probe| {
        probe
            .join()
            .unwrap_or_else(|_| Err("a probe's thread panicked".into()))
    });
    let (rate, refused) = stormed?;
    let waits = Waits {
        checks: checks?,
        me: me?,
        verified: verified?,
        refused,
    };
    Ok((rate, waits))
}

/// A storm that nobody watches; the sign-ins a second.
pub(crate) fn sign_in_storm(
    runtime: &Runtime,
    address: SocketAddr,
    window: Duration,
) -> Outcome<f64> {
    let tally = Arc::new(Tally::default());
    let (rate, _) = storm_until_over(runtime, address, (&tally, window))?;
    Ok(rate)
}

/// Answers the sign-ins a second, and how long each refusal took.
fn storm_until_over(
    runtime: &Runtime,
    address: SocketAddr,
    (tally, window): (&Arc<Tally>, Duration),
) -> Outcome<(f64, Vec<f64>)> {
    let callers: Vec<_> = (0..STORM)
        .map(|_| runtime.spawn(keep_signing_in(address, tally.clone())))
        .collect();
    let rate = tally.watch(window);
    let mut refused = Vec::new();
    runtime.block_on(async {
        for caller in callers {
            refused.extend(caller.await??);
        }
        Outcome::Ok(())
    })?;
    Ok((rate.a_second, refused))
}

fn ask_at_fixed_times(mut probe: Probe, tally: &Tally) -> Outcome<Vec<f64>> {
    let mut waits = Vec::new();
    let mut due = Instant::now();
    while !tally.is_over() {
        due += PROBE_EVERY;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        probe()?;
        waits.push(micros(due.elapsed()));
    }
    Ok(waits)
}

/// Signs in over and over; who is refused asks again a second later, as Retry-After says. How long refusals took.
async fn keep_signing_in(address: SocketAddr, tally: Arc<Tally>) -> Outcome<Vec<f64>> {
    let mut connection = tokio::net::TcpStream::connect(address).await?;
    connection.set_nodelay(true)?;
    let request = sign_in_request();
    let (mut answer, mut refused) = (Vec::new(), Vec::new());
    while !tally.is_over() {
        let began = Instant::now();
        tokio::io::AsyncWriteExt::write_all(&mut connection, request.as_bytes()).await?;
        match read_answer(&mut connection, &mut answer).await? {
            200 => tally.count(),
            503 => {
                refused.push(micros(began.elapsed()));
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            status => return Err(format!("a sign-in was answered with {status}").into()),
        }
    }
    Ok(refused)
}
