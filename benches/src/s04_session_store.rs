//! S4: a session check in process that reads SQLite, beside the same statement, prepared, on the same file.

use std::hint::black_box;

use authnex_core::foundation::{Clock, SystemClock, TokenHash};
use ring::digest::{SHA256, digest};
use rusqlite::{Row, Statement, params};
use tokio::runtime::{Builder, Runtime};

use crate::{
    Outcome, Scale,
    installation::{Installation, statement},
    pair::{in_turns, micros, thread_micros},
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
    // Without a cache, so that every check is a read.
    let installation = runtime.block_on(Installation::new(0))?;
    let tokens = installation.open_sessions(sessions)?;
    let connection = installation.connect()?;
    let mut select = connection.prepare(statement("session", "FIND")?)?;
    let tenant = installation.tenant.scope().id().as_uuid();
    // Tokens are random, so walking the list is uniform over the table.
    let [mut for_raw, mut for_check, mut for_read] = [(); 3].map(|()| tokens.iter().cycle());
    let times = scale.of(5000, 2500);
    let rounds = in_turns(
        scale.of(101, 31),
        [
            &mut || {
                thread_micros(times, || {
                    let token = for_raw.next().ok_or("no token")?;
                    let hash = digest(&SHA256, token.as_bytes());
                    select_session(&mut select, tenant.as_bytes(), hash.as_ref())
                })
            },
            &mut || check_each(&runtime, &installation, (&mut for_check, times)),
            &mut || read_each(&runtime, &installation, (&mut for_read, times)),
        ],
    )?;
    let ratio = rounds.ratio(0, 1);
    let rows = format!("{} k rows", sessions / 1000);
    Ok(vec![
        Line::new("S4", format!("session check, SQLite, {rows}"))
            .raw(format!("{:.2} us", rounds.median(0)))
            .ours(format!("{:.2} us", rounds.median(1)))
            .ratio(ratio)
            .goal(">= 0.85 of the rate", ratio >= 0.85),
        Line::new("S4", format!("of it the store's read, {rows}"))
            .ours(format!("{:.2} us", rounds.median(2)))
            .ratio(rounds.ratio(0, 2)),
    ])
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

type Tokens<'a, 'b> = (&'a mut std::iter::Cycle<std::slice::Iter<'b, String>>, u32);

fn check_each(
    runtime: &Runtime,
    installation: &Installation,
    (tokens, times): Tokens<'_, '_>,
) -> Outcome<f64> {
    runtime.block_on(async {
        let before = thread_time();
        for token in tokens.take(times as usize) {
            let session = installation.tenant.check_session(token).await?;
            black_box(session.ok_or("the session is not live")?);
        }
        Ok(micros(thread_time().saturating_sub(before)) / f64::from(times))
    })
}

fn read_each(
    runtime: &Runtime,
    installation: &Installation,
    (tokens, times): Tokens<'_, '_>,
) -> Outcome<f64> {
    runtime.block_on(async {
        let before = thread_time();
        for token in tokens.take(times as usize) {
            let reader = installation.store.reader(installation.tenant.scope());
            let session = reader
                .find_session(&TokenHash::of(token), SystemClock.now())
                .await?;
            black_box(session.ok_or("the session is not live")?);
        }
        Ok(micros(thread_time().saturating_sub(before)) / f64::from(times))
    })
}
