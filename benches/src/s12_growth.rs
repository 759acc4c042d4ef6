//! S12: what a user sees of a thousand times more users, sessions and tenants, over HTTP.
//!
//! A small and a grown database are asked in turns. Session checks go to an application in this process that
//! caches none, lists and key sets to servers in processes of their own, whose memory is looked at too.

use std::{fmt::Write, net::SocketAddr, sync::Arc, time::Duration};

use authnex_core::{Secret, foundation::SystemEntropy, keyring::KeyRing};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::{
    Outcome, Scale,
    database::Database,
    growth_rounds::{Growth, GrowthRounds},
    http_client::get_json,
    http_load::{Target, ask_servers},
    http_server::HttpServer,
    installation::engine,
    postgres_server::PostgresServer,
    s05_session_http::{application, session_cookie},
    seed::{Seeded, Size, fill},
    server_process::{ServerProcess, server_binary},
    table::Line,
};

/// Tenants that are asked for in turn where all of them would be no working set.
const WORKING_SET: usize = 1000;

/// Users on a page.
const PAGE: u32 = 50;

/// Measures S12 on SQLite.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let directory = tempfile::tempdir()?;
    let file = |name: &str| Database::Sqlite(directory.path().join(name));
    compare("SQLite", (file("small.db"), file("grown.db")), scale)
}

/// Measures S12 on PostgreSQL.
pub(crate) fn measure_postgres(scale: Scale) -> Outcome<Vec<Line>> {
    let server = PostgresServer::start()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let database = |name| {
        let url = runtime.block_on(server.create_database(name))?;
        Outcome::Ok(Database::Postgres(url))
    };
    let databases = (database("small")?, database("grown")?);
    compare("PostgreSQL", databases, scale)
}

fn compare(
    name: &'static str,
    (small, grown): (Database, Database),
    scale: Scale,
) -> Outcome<Vec<Line>> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let of = |users, tenants| Size {
        users,
        sessions: users,
        tenants,
    };
    let many = of(scale.of(1_000_000, 100_000), scale.of(100_000, 10_000));
    let fresh_ring = || KeyRing::generate_text(&SystemEntropy::new());
    let small = runtime.block_on(fill(small, fresh_ring(), of(1000, 1)))?;
    let grown = runtime.block_on(fill(grown, fresh_ring(), many))?;
    let rounds = (
        scale.of(15, 5),
        Duration::from_millis(scale.of(1000, 500).into()),
    );
    let mut lines = vec![check_sessions(name, (&runtime, &small, &grown), rounds)?];
    let servers = (Served::start(&small)?, Served::start(&grown)?);
    lines.extend(ask_for_lists(name, (&servers.0, &servers.1), rounds)?);
    lines.extend(weigh(name, (&servers.0, &servers.1), rounds)?);
    Ok(lines)
}

/// A line in microseconds, with the goal of S12.
fn line(what: String, growth: &Growth) -> Line {
    let told = |(p50, p99): (f64, f64)| format!("{p50:.0} us, p99 {p99:.0}");
    let met = growth.p50_ratio <= 1.5 && growth.p99_ratio <= 2.0;
    Line::new("S12", format!("{what}; p99 {:.3} times", growth.p99_ratio))
        .raw(told(growth.from))
        .ours(told(growth.to))
        .ratio(growth.p50_ratio)
        .goal("p50 <= 1.5, p99 <= 2", met)
}

fn check_sessions(
    name: &str,
    (runtime, small, grown): (&Runtime, &Seeded, &Seeded),
    rounds: (u32, Duration),
) -> Outcome<Line> {
    let uncached = |seeded: &Seeded| {
        let authnex = runtime.block_on(engine(&seeded.store, &seeded.ring, 0))?;
        Outcome::Ok(application(&authnex))
    };
    let server = HttpServer::start(vec![uncached(small)?, uncached(grown)?])?;
    let targets: Vec<Target> = server
        .addresses
        .iter()
        .zip([small, grown])
        .map(|(address, seeded)| {
            let cookies = (session_cookie(&seeded.tenant), seeded.tokens.clone());
            Target::with_cookies(*address, "/check", cookies)
        })
        .collect();
    let measured = GrowthRounds::run(&targets, rounds)?;
    let what = format!(
        "{name}: session check from the store, {} k rows; raw: 1 k rows",
        grown.tokens.len() / 1000
    );
    Ok(line(what, &measured.growth(0, 1)))
}

/// A server on a filled database.
struct Served<'a> {
    process: ServerProcess,
    seeded: &'a Seeded,
    _directory: TempDir,
}

impl<'a> Served<'a> {
    fn start(seeded: &'a Seeded) -> Outcome<Self> {
        let directory = tempfile::tempdir()?;
        let url = seeded.database.url();
        let settings = [
            ("AUTHNEX_DATABASE_URL", url.as_str()),
            ("AUTHNEX_KEYRING", Secret::expose(&seeded.ring)),
            ("AUTHNEX_LOG", "warn"),
        ];
        let process =
            ServerProcess::start(&server_binary()?, &["serve"], (directory.path(), &settings))?;
        Ok(Self {
            process,
            seeded,
            _directory: directory,
        })
    }

    fn address(&self) -> SocketAddr {
        self.process.address
    }

    fn bearer(&self) -> String {
        format!("authorization: Bearer {}\r\n", self.seeded.api_key)
    }

    /// Where the page of this number begins, by walking there.
    fn cursor_of_page(&self, number: u32) -> Outcome<String> {
        let mut cursor = String::new();
        for _ in 1..number {
            let page = get_json(self.address(), &users_path(&cursor), &self.bearer())?;
            let next = page.get("next_cursor").and_then(|next| next.as_str());
            next.ok_or("there are fewer pages")?.clone_into(&mut cursor);
        }
        Ok(cursor)
    }

    fn list(&self, cursor: &str) -> Target {
        let (path, bearer) = (users_path(cursor), self.bearer());
        Target::asking(self.address(), move |_, request| {
            write!(request, "GET {path} HTTP/1.1\r\nhost: localhost\r\n")?;
            Ok(write!(request, "{bearer}\r\n")?)
        })
    }

    /// The key sets of so many tenants in turn.
    fn key_sets(&self, tenants: usize) -> Target {
        let slugs: Arc<[String]> = self.seeded.slugs.iter().take(tenants).cloned().collect();
        Target::asking(self.address(), move |turn, request| {
            let slug = slugs.get(turn % slugs.len().max(1)).ok_or("no tenant")?;
            let path = format!("/t/{slug}/oauth/jwks");
            Ok(write!(
                request,
                "GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"
            )?)
        })
    }

    /// A page that asks for a session and its user, with all sessions in turn.
    fn sessions(&self) -> Target {
        let cookies = (
            session_cookie(&self.seeded.tenant),
            self.seeded.tokens.clone(),
        );
        Target::with_cookies(self.address(), "/t/acme/signed-in", cookies)
    }

    fn resident(&self) -> Outcome<f64> {
        self.process.mebibytes("VmRSS")
    }
}

fn users_path(cursor: &str) -> String {
    let cursor = match cursor {
        "" => String::new(),
        cursor => format!("&cursor={cursor}"),
    };
    format!("/t/acme/api/v1/users?limit={PAGE}{cursor}")
}

fn ask_for_lists(
    name: &str,
    (small, grown): (&Served<'_>, &Served<'_>),
    rounds: (u32, Duration),
) -> Outcome<Vec<Line>> {
    let far = grown.cursor_of_page(1000)?;
    let measured = GrowthRounds::run(
        &[
            small.list(""),
            grown.list(""),
            grown.list(&far),
            small.key_sets(1),
            grown.key_sets(WORKING_SET),
        ],
        rounds,
    )?;
    let users = grown.seeded.tokens.len() / 1000;
    let tenants = grown.seeded.slugs.len() / 1000;
    Ok(vec![
        line(
            format!("{name}: list of {PAGE} users by API key, {users} k users; raw: 1 k users"),
            &measured.growth(0, 1),
        ),
        line(
            "the same, page 1000; raw: page 1".to_owned(),
            &measured.growth(1, 2),
        ),
        line(
            format!(
                "{name}: key sets of {WORKING_SET} of {tenants} k tenants in turn; raw: of the one"
            ),
            &measured.growth(3, 4),
        ),
    ])
}

/// Memory after the same loads, and what a load does that asks for every tenant in turn.
fn weigh(
    name: &str,
    (small, grown): (&Served<'_>, &Served<'_>),
    (rounds, window): (u32, Duration),
) -> Outcome<Vec<Line>> {
    let all = window * rounds;
    for served in [small, grown] {
        ask_servers(&[served.sessions()], 8, all)?;
    }
    let (before, after) = (small.resident()?, grown.resident()?);
    let everybody = grown.key_sets(usize::MAX);
    let cold = GrowthRounds::run(&[small.key_sets(1), everybody], (rounds, window))?;
    let full = grown.resident()?;
    let mebibytes = |size: f64| format!("{size:.1} MiB");
    Ok(vec![
        Line::new(
            "S12",
            format!("{name}: resident memory after lists, {WORKING_SET} tenants and all sessions in turn"),
        )
        .raw(mebibytes(before))
        .ours(mebibytes(after))
        .goal("<= 64 MiB more", after - before <= 64.0),
        line(
            format!("{name}: key sets of all tenants in turn, more than are kept; raw: of the one"),
            &cold.growth(0, 1),
        ),
        Line::new("S12", format!("{name}: resident memory after that"))
            .raw(mebibytes(before))
            .ours(mebibytes(full))
            .goal("<= 64 MiB more", full - before <= 64.0),
    ])
}
