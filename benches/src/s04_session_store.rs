//! S4: a session check in process that reads SQLite, beside the same statement, prepared, on the same file.

use std::{cell::Cell, hint::black_box, time::Duration};

use authnex_core::{
    TenantHandle,
    foundation::{Clock, SystemClock, TokenHash},
};
use ring::digest::{SHA256, digest};
use rusqlite::{Row, Statement, params};
use tokio::runtime::{Builder, Runtime};

use crate::{
    Outcome, Scale,
    database::sqlite_statement,
    installation::{Installation, Replica},
    pair::{Rounds, in_turns, micros},
    processor::thread_time,
    table::Line,
};

/// Measures S4.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let mut lines = compare(1000, scale)?;
    lines.extend(compare(scale.of(1_000_000, 100_000), scale)?);
    Ok(lines)
}

fn compare(sessions: u32, scale: Scale) -> Outcome<Vec<Line>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let installation = runtime.block_on(Installation::new(0))?;
    let tokens = runtime.block_on(installation.open_sessions(sessions))?;
    let walk = Walk::over(&tokens, scale.of(2500, 1500));
    let connections = several(|| installation.connect())?;
    let mut selects = connections
        .iter()
        .map(|connection| Ok(connection.prepare(sqlite_statement("session", "FIND")?)?))
        .collect::<Outcome<Vec<Statement<'_>>>>()?;
    // Without a cache, so that every check is a read; and with the cache that a server has.
    let engines = several(|| runtime.block_on(installation.another(0)))?;
    let caching = runtime.block_on(installation.another(50_000))?;
    let tenant = installation.tenant.scope().id().as_uuid();
    let [mut raw, mut check, mut read] = [0; 3];
    let rounds = in_turns(
        scale.of(201, 41),
        [
            &mut || {
                let select = selects.get_mut(turn(&mut raw)).ok_or(NOBODY)?;
                walk.raw(|hash| select_session(select, tenant.as_bytes(), hash))
            },
            &mut || {
                let engine = engines.get(turn(&mut check)).ok_or(NOBODY)?;
                walk.check(&runtime, &engine.tenant)
            },
            &mut || {
                let engine = engines.get(turn(&mut read)).ok_or(NOBODY)?;
                walk.read(&runtime, engine)
            },
            &mut || walk.check(&runtime, &caching.tenant),
        ],
    )?;
    Ok(lines(sessions, &rounds))
}

fn lines(sessions: u32, rounds: &Rounds<4>) -> Vec<Line> {
    let ratio = rounds.ratio(0, 1);
    let rows = format!("{} k rows", sessions / 1000);
    let told = |what: &str, side| {
        Line::new("S4", format!("{what}, {rows}"))
            .ours(format!("{:.2} us", rounds.median(side)))
            .ratio(rounds.ratio(0, side))
    };
    vec![
        Line::new("S4", format!("session check, SQLite, {rows}"))
            .raw(format!("{:.2} us", rounds.median(0)))
            .ours(format!("{:.2} us", rounds.median(1)))
            .ratio(ratio)
            .goal(">= 0.85 of the rate", ratio >= 0.85),
        told("of it the store's read", 2),
        told("the check with the cache on", 3),
    ]
}

/// Connections and engines of each side. What a read costs depends on where a connection's memory happens to
/// lie, so that one of each would compare accidents.
const REPLICAS: usize = 5;

const NOBODY: &str = "nobody is there to ask";

fn several<T>(make: impl Fn() -> Outcome<T>) -> Outcome<Vec<T>> {
    (0..REPLICAS).map(|_| make()).collect()
}

/// Whose turn it is.
fn turn(turns: &mut usize) -> usize {
    *turns += 1;
    *turns % REPLICAS
}

/// The nine columns of a session, taken out as a program would that needs them.
fn select_session(select: &mut Statement<'_>, tenant: &[u8], hash: &[u8]) -> Outcome<()> {
    let now = SystemClock.now().as_micros();
    let columns = |row: &Row<'_>| {
        Ok((
            row.get::<_, [u8; 16]>(0)?,
            row.get::<_, [u8; 16]>(1)?,
            row.get::<_, String>(2)?,
            row.get::<_, i64>(3)?,
            row.get::<_, Option<String>>(4)?,
            row.get::<_, Option<String>>(5)?,
            row.get::<_, i64>(6)?,
            row.get::<_, i64>(7)?,
            row.get::<_, i64>(8)?,
        ))
    };
    black_box(select.query_row(params![tenant, hash, now], columns)?);
    Ok(())
}

/// Where the slices are taken from the list of tokens. Tokens are random, so a slice is uniform over the table.
struct Walk<'a> {
    tokens: &'a [String],
    times: u32,
    slices: Cell<usize>,
}

impl<'a> Walk<'a> {
    fn over(tokens: &'a [String], times: u32) -> Self {
        Self {
            tokens,
            times,
            slices: Cell::default(),
        }
    }

    /// So many tokens from another place than the last time.
    fn slice(&self) -> Outcome<impl Iterator<Item = &'a String>> {
        let slice = self.slices.get();
        self.slices.set(slice + 1);
        let begin = slice.wrapping_mul(7_368_787) % self.tokens.len().max(1);
        let (before, after) = self.tokens.split_at_checked(begin).ok_or("no tokens")?;
        let all = after.iter().chain(before).cycle();
        Ok(all.take(self.times as usize))
    }

    fn micros_each(&self, spent: Duration) -> f64 {
        micros(spent) / f64::from(self.times)
    }

    fn raw(&self, mut select: impl FnMut(&[u8]) -> Outcome<()>) -> Outcome<f64> {
        let tokens = self.slice()?;
        let before = thread_time();
        for token in tokens {
            select(digest(&SHA256, token.as_bytes()).as_ref())?;
        }
        Ok(self.micros_each(thread_time().saturating_sub(before)))
    }

    fn check(&self, runtime: &Runtime, tenant: &TenantHandle) -> Outcome<f64> {
        let tokens = self.slice()?;
        runtime.block_on(async {
            let before = thread_time();
            for token in tokens {
                let session = tenant.check_session(token).await?;
                black_box(session.ok_or("the session is not live")?);
            }
            Ok(self.micros_each(thread_time().saturating_sub(before)))
        })
    }

    fn read(&self, runtime: &Runtime, engine: &Replica) -> Outcome<f64> {
        let tokens = self.slice()?;
        runtime.block_on(async {
            let before = thread_time();
            for token in tokens {
                let reader = engine.store.reader(engine.tenant.scope());
                let now = SystemClock.now();
                let session = reader.find_session(&TokenHash::of(token), now).await?;
                black_box(session.ok_or("the session is not live")?);
            }
            Ok(self.micros_each(thread_time().saturating_sub(before)))
        })
    }
}
