//! S14: three servers on one PostgreSQL: the same answers from each, and what they do together.
//!
//! Servers, database and load share the cores of one machine: more servers than cores cannot do more here.

use std::{
    cell::Cell,
    fmt::Write,
    net::SocketAddr,
    time::{Duration, Instant},
};

use authnex_core::foundation::SessionId;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::{
    Outcome, Scale,
    database::Database,
    http_client::{ask, get_json, post_json},
    http_load::{Target, ask_servers},
    installation::{Installation, OWNER, PASSWORD},
    pair::{Rounds, Side, in_turns, percentile},
    postgres_server::PostgresServer,
    processor::cores,
    rotation_load::{CHAINS, RotationLoad},
    s05_session_http::session_cookie,
    server_process::{ServerProcess, free_address, server_binary},
    table::Line,
};

const SERVERS: usize = 3;

/// Measures S14.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let postgres = PostgresServer::start()?;
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let servers = Servers::start(&runtime, &postgres)?;
    let (asked, rotated) = servers.give_the_same_answers()?;
    let revoked = servers.revoke(&runtime, scale.of(30, 10))?;
    let slowest = percentile(revoked.clone(), 100);
    let window = Duration::from_millis(scale.of(2000, 700).into());
    let checks = servers.check_sessions((scale.of(9, 3), window))?;
    let rotations = servers.rotate_tokens((scale.of(9, 3), window))?;
    let mut lines = vec![
        Line::new(
            "S14",
            "answers at a server that another gave what is asked with",
        )
        .ours(format!("{asked} alike, {rotated} rotations in turn"))
        .goal("all", true),
        Line::new(
            "S14",
            format!(
                "how long a server that had cached a session honours it once another has ended it, longest of {}",
                revoked.len()
            ),
        )
        .ours(format!("{slowest:.0} ms"))
        .goal("<= 1 s", slowest <= 1000.0),
    ];
    lines.extend(throughput("'me' by access token (session read)", checks));
    lines.extend(throughput("refresh tokens rotated", rotations));
    Ok(lines)
}

/// How much 2 and 3 servers do beside one.
fn throughput(what: &str, (rounds, refused): (Rounds<SERVERS>, u32)) -> Vec<Line> {
    let told = |servers: usize| {
        let what = format!("{what}, {} servers on {} cores", servers + 1, cores());
        Line::new(
            "S14",
            format!("{what}; raw: one server; in all runs {refused} refused with 503"),
        )
        .raw(format!("{:.0}/s", rounds.median(0)))
        .ours(format!("{:.0}/s", rounds.median(servers)))
        .ratio(rounds.ratio(servers, 0))
    };
    vec![told(1), told(2)]
}

struct Servers {
    processes: Vec<ServerProcess>,
    installation: Installation,
    _directory: TempDir,
}

impl Servers {
    fn start(runtime: &Runtime, postgres: &PostgresServer) -> Outcome<Self> {
        let installation = runtime.block_on(async {
            let url = postgres.create_database("shared").await?;
            Installation::on(Database::Postgres(url), 0).await
        })?;
        let directory = tempfile::tempdir()?;
        // One public URL, as behind a balancer.
        let base = format!("http://localhost:{}", free_address()?.port());
        let url = installation.database.url();
        let settings = [
            ("AUTHNEX_DATABASE_URL", url.as_str()),
            ("AUTHNEX_KEYRING", installation.ring.expose()),
            ("AUTHNEX_BASE_URL", base.as_str()),
            ("AUTHNEX_LOG", "warn"),
        ];
        let binary = server_binary()?;
        let place = (directory.path(), &settings[..]);
        let processes = (0..SERVERS)
            .map(|_| ServerProcess::start(&binary, &["serve"], place))
            .collect::<Outcome<_>>()?;
        Ok(Self {
            processes,
            installation,
            _directory: directory,
        })
    }

    fn addresses(&self) -> Vec<SocketAddr> {
        self.processes.iter().map(|one| one.address).collect()
    }

    /// Access and refresh token of a sign-in at one of the servers.
    fn sign_in(&self, server: usize) -> Outcome<(String, String)> {
        let addresses = self.addresses();
        let address = addresses.get(server % SERVERS).ok_or("no server")?;
        let body = json!({"email": OWNER, "password": PASSWORD});
        let answer = post_json(*address, "/t/acme/api/v1/auth/sign-in", &body)?;
        Ok((
            text(&answer, "access_token")?,
            text(&answer, "refresh_token")?,
        ))
    }

    /// Signs in at each server and asks all; rotates over all. How often each was done.
    fn give_the_same_answers(&self) -> Outcome<(u32, u32)> {
        let (mut asked, mut rotated) = (0, 0);
        for server in 0..SERVERS {
            let (access, mut refresh) = self.sign_in(server)?;
            let bearer = bearer(&access);
            let mut first = None;
            for address in self.addresses() {
                let me = get_json(address, "/t/acme/api/v1/me", &bearer)?;
                let keys = get_json(address, "/t/acme/oauth/jwks", "")?;
                let answers = (me, keys);
                if *first.get_or_insert_with(|| answers.clone()) != answers {
                    return Err("two servers answer differently".into());
                }
                asked += 1;
            }
            for address in self.addresses().iter().cycle().take(SERVERS * 4) {
                let body = json!({"refresh_token": refresh});
                let answer = post_json(*address, "/t/acme/api/v1/auth/refresh", &body)?;
                refresh = text(&answer, "refresh_token")?;
                rotated += 1;
            }
        }
        Ok((asked, rotated))
    }

    /// Ends sessions at the first server that the second has cached; for how many milliseconds the second went on
    /// to honour each.
    fn revoke(&self, runtime: &Runtime, times: u32) -> Outcome<Vec<f64>> {
        let tenant = &self.installation.tenant;
        let tokens = runtime.block_on(self.installation.open_sessions(times))?;
        let (access, _) = self.sign_in(0)?;
        let [first, second, ..] = self.addresses()[..] else {
            return Err("there are fewer servers".into());
        };
        let mut waits = Vec::new();
        for token in tokens {
            let session = runtime.block_on(tenant.check_session(&token))?;
            let id: SessionId = session.ok_or("the session is not live")?.id;
            let cookie = format!("cookie: {}={token}\r\n", session_cookie(tenant));
            let is_live = || {
                let page = ask(second, ("GET", "/t/acme/signed-in"), &cookie, None)?;
                Outcome::Ok(page.status == 200)
            };
            if !is_live()? {
                return Err("the second server does not know the session".into());
            }
            let path = format!("/t/acme/api/v1/me/sessions/{id}");
            let answer = ask(first, ("DELETE", &path), &bearer(&access), None)?;
            if answer.status != 204 {
                return Err(format!("a revocation was answered with {}", answer.status).into());
            }
            let ended = Instant::now();
            let mut honoured = Duration::ZERO;
            loop {
                // A check is as old as its question.
                let asked = ended.elapsed();
                if !is_live()? {
                    break;
                }
                honoured = asked;
                std::thread::sleep(Duration::from_millis(2));
            }
            waits.push(honoured.as_secs_f64() * 1000.0);
        }
        Ok(waits)
    }

    /// Checks a second with one, two and three servers, and how many were refused.
    fn check_sessions(&self, (rounds, window): (u32, Duration)) -> Outcome<(Rounds<SERVERS>, u32)> {
        let (access, _) = self.sign_in(0)?;
        let bearer = bearer(&access);
        let targets: Vec<Target> = self
            .addresses()
            .into_iter()
            .map(|address| {
                let bearer = bearer.clone();
                Target::asking(address, move |_, request| {
                    request.push_str("GET /t/acme/api/v1/me HTTP/1.1\r\nhost: localhost\r\n");
                    Ok(write!(request, "{bearer}\r\n")?)
                })
            })
            .collect();
        let refused = Cell::new(0);
        let with = |servers: usize| {
            let targets = targets.get(..servers).ok_or("no such server")?;
            let answers = ask_servers(targets, CHAINS, window)?;
            refused.set(refused.get() + answers.refused);
            Outcome::Ok(answers.a_second)
        };
        let sides: [Side<'_>; SERVERS] = [&mut || with(1), &mut || with(2), &mut || with(3)];
        Ok((in_turns(rounds, sides)?, refused.get()))
    }

    /// Rotations a second with one, two and three servers, and how many were refused.
    fn rotate_tokens(&self, (rounds, window): (u32, Duration)) -> Outcome<(Rounds<SERVERS>, u32)> {
        let tokens = (0..CHAINS).map(|chain| Ok(self.sign_in(chain)?.1));
        let load = RotationLoad::of(tokens.collect::<Outcome<_>>()?);
        let addresses = self.addresses();
        let refused = Cell::new(0);
        let with = |servers: usize| {
            let addresses = addresses.get(..servers).ok_or("no such server")?;
            let (rate, more) = load.run(addresses, window)?;
            refused.set(refused.get() + more);
            Outcome::Ok(rate)
        };
        let sides: [Side<'_>; SERVERS] = [&mut || with(1), &mut || with(2), &mut || with(3)];
        Ok((in_turns(rounds, sides)?, refused.get()))
    }
}

fn bearer(access: &str) -> String {
    format!("authorization: Bearer {access}\r\n")
}

fn text(answer: &Value, name: &str) -> Outcome<String> {
    let found = answer.get(name).and_then(Value::as_str);
    Ok(found.ok_or_else(|| format!("no {name} came"))?.to_owned())
}
