//! S11: durable writes by 32 callers, beside the same row written in commits of one and of a hundred by hand.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use authnex_core::foundation::{SystemEntropy, TenantId};
use rusqlite::{Connection, TransactionBehavior};
use tokio::runtime::Builder;

use crate::{
    Outcome, Scale,
    append_unit::{Append, Kind, write_by_callers},
    installation::Installation,
    pair::{in_turns, percentile},
    table::Line,
};

/// Rows in one commit of the loop by hand.
const BATCH: u32 = 100;

/// Measures S11.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let one_row = compare(Kind::Event, scale)?;
    let two_rows = compare(Kind::OneTime, scale)?;
    let (p99, to_single, to_batched) = (one_row.p99, one_row.to_single, one_row.to_batched);
    let two = "units of two rows (a one-time token, its event)";
    Ok(vec![
        Line::new("S11", "durable writes, 32 callers; raw: one commit each")
            .raw(format!("{:.0} rows/s", one_row.single))
            .ours(format!("{:.0} rows/s", one_row.ours))
            .ratio(to_single)
            .goal(">= 2.5", to_single >= 2.5),
        Line::new("S11", "the same; raw: 100 rows in a commit")
            .raw(format!("{:.0} rows/s", one_row.batched))
            .ours(format!("{:.0} rows/s", one_row.ours))
            .ratio(to_batched)
            .goal(">= 0.85", to_batched >= 0.85),
        Line::new("S11", "a caller's wait, p99")
            .ours(format!("{p99:.2} ms"))
            .goal("<= 10 ms", p99 <= 10.0),
        Line::new("S11", format!("{two}; raw: one commit each"))
            .raw(format!("{:.0}/s", two_rows.single))
            .ours(format!("{:.0}/s", two_rows.ours))
            .ratio(two_rows.to_single)
            .goal(">= 2.5", two_rows.to_single >= 2.5),
        Line::new("S11", "the same; raw: 100 units in a commit")
            .raw(format!("{:.0}/s", two_rows.batched))
            .ours(format!("{:.0}/s", two_rows.ours))
            .ratio(two_rows.to_batched)
            .goal(">= 0.85", two_rows.to_batched >= 0.85),
    ])
}

/// Units a second, and our rate beside the others.
struct Compared {
    single: f64,
    batched: f64,
    ours: f64,
    to_single: f64,
    to_batched: f64,
    /// In milliseconds.
    p99: f64,
}

fn compare(kind: Kind, scale: Scale) -> Outcome<Compared> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let installation = runtime.block_on(Installation::new(0))?;
    // A file of its own for the loops by hand, with the same tables, so that nobody waits for a lock.
    let other = runtime.block_on(Installation::new(0))?;
    let mut connection = other.connect()?;
    let tenant = other.tenant.scope().id();
    let window = Duration::from_millis(scale.of(1500, 500).into());
    let waits = Mutex::new(Vec::new());
    let ours = (&installation.store, installation.tenant.scope(), kind);
    let rounds = {
        let by_hand = Mutex::new(&mut connection);
        let locked = || by_hand.lock().unwrap_or_else(PoisonError::into_inner);
        in_turns(
            scale.of(15, 5),
            [
                &mut || insert_by_hand(&mut locked(), (tenant, kind), (1, window)),
                &mut || insert_by_hand(&mut locked(), (tenant, kind), (BATCH, window)),
                &mut || write_by_callers(&runtime, ours, window, &waits),
            ],
        )?
    };
    let waits = waits.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Compared {
        single: rounds.median(0),
        batched: rounds.median(1),
        ours: rounds.median(2),
        to_single: rounds.ratio(2, 0),
        to_batched: rounds.ratio(2, 1),
        p99: percentile(waits, 99) / 1000.0,
    })
}

fn insert_by_hand(
    connection: &mut Connection,
    (tenant, kind): (TenantId, Kind),
    (batch, window): (u32, Duration),
) -> Outcome<f64> {
    let entropy = SystemEntropy::new();
    let (began, mut units) = (Instant::now(), 0);
    while began.elapsed() < window {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for _ in 0..batch {
            Append::new(kind, &entropy)?.insert_sqlite(&transaction, tenant)?;
        }
        transaction.commit()?;
        units += batch;
    }
    Ok(f64::from(units) / began.elapsed().as_secs_f64())
}
