//! S11: durable writes by 32 callers, beside the same row written in commits of one and of a hundred by hand.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use authnex_core::{
    event::{Event, EventKind},
    foundation::{
        Clock, EventId, RequestContext, SystemClock, SystemEntropy, TenantId, TenantScope,
    },
    store::{Store, StoreError, Unit, Verdict, Work},
};
use rusqlite::{Connection, TransactionBehavior, params};
use serde_json::json;
use tokio::runtime::{Builder, Runtime};

use crate::{
    Outcome, Scale,
    installation::{Installation, statement},
    pair::{in_turns, micros, percentile},
    table::Line,
    window::Tally,
};

/// Callers that write at once; each waits until its row is durable before it writes the next.
const CALLERS: usize = 32;

/// Rows in one commit of the loop by hand.
const BATCH: u32 = 100;

/// Measures S11.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let installation = runtime.block_on(Installation::new(0))?;
    // A file of its own for the loops by hand, with the same tables, so that nobody waits for a lock.
    let other = runtime.block_on(Installation::new(0))?;
    let mut connection = other.connect()?;
    let tenant = other.tenant.scope().id();
    let window = Duration::from_millis(scale.of(1500, 500).into());
    let waits = Mutex::new(Vec::new());
    let rounds = {
        let by_hand = Mutex::new(&mut connection);
        let locked = || by_hand.lock().unwrap_or_else(PoisonError::into_inner);
        in_turns(
            scale.of(15, 5),
            [
                &mut || insert_by_hand(&mut locked(), tenant, (1, window)),
                &mut || insert_by_hand(&mut locked(), tenant, (BATCH, window)),
                &mut || write_by_callers(&runtime, &installation, window, &waits),
            ],
        )?
    };
    let waits = waits.into_inner().unwrap_or_else(PoisonError::into_inner);
    let p99 = percentile(waits, 99) / 1000.0;
    let (to_single, to_batched) = (rounds.ratio(2, 0), rounds.ratio(2, 1));
    let ours = format!("{:.0} rows/s", rounds.median(2));
    Ok(vec![
        Line::new("S11", "durable writes, 32 callers; raw: one commit each")
            .raw(format!("{:.0} rows/s", rounds.median(0)))
            .ours(ours.as_str())
            .ratio(to_single)
            .goal(">= 2.5", to_single >= 2.5),
        Line::new("S11", "the same; raw: 100 rows in a commit")
            .raw(format!("{:.0} rows/s", rounds.median(1)))
            .ours(ours)
            .ratio(to_batched)
            .goal(">= 0.85", to_batched >= 0.85),
        Line::new("S11", "a caller's wait, p99")
            .ours(format!("{p99:.2} ms"))
            .goal("<= 10 ms", p99 <= 10.0),
    ])
}

fn new_event(entropy: &SystemEntropy) -> Event {
    Event {
        id: EventId::generate(&SystemClock, entropy),
        kind: EventKind::SignInRefused,
        at: SystemClock.now(),
        context: RequestContext::anonymous(),
        data: json!({"sessions": 1}),
    }
}

fn insert_by_hand(
    connection: &mut Connection,
    tenant: TenantId,
    (batch, window): (u32, Duration),
) -> Outcome<f64> {
    let entropy = SystemEntropy::new();
    let insert = statement("event", "INSERT")?;
    let (began, mut rows) = (Instant::now(), 0);
    while began.elapsed() < window {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for _ in 0..batch {
            let event = new_event(&entropy);
            transaction.prepare_cached(insert)?.execute(params![
                tenant.as_uuid().as_bytes(),
                0,
                event.id.as_uuid().as_bytes(),
                event.kind.as_str(),
                Event::VERSION,
                event.at.as_micros(),
                event.context.actor.stored(),
                None::<String>,
                None::<String>,
                None::<String>,
                event.data.to_string(),
            ])?;
        }
        transaction.commit()?;
        rows += batch;
    }
    Ok(f64::from(rows) / began.elapsed().as_secs_f64())
}

/// A unit that writes one row.
struct Append(Event);

#[async_trait]
impl Work for Append {
    type Out = ();

    fn event(&self) -> EventId {
        self.0.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        unit.append_event(&self.0).await?;
        Ok(Verdict::Commit(()))
    }
}

/// Answers the rows a second, and adds to `waits` how long each took, in microseconds.
fn write_by_callers(
    runtime: &Runtime,
    installation: &Installation,
    window: Duration,
    waits: &Mutex<Vec<f64>>,
) -> Outcome<f64> {
    let tally = Arc::new(Tally::default());
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (store, scope) = (
                installation.store.clone(),
                installation.tenant.scope().clone(),
            );
            runtime.spawn(write_until_over(store, scope, tally.clone()))
        })
        .collect();
    let rate = tally.watch(window);
    runtime.block_on(async {
        for caller in callers {
            let waited = caller.await??;
            waits
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(waited);
        }
        Ok(rate.a_second)
    })
}

async fn write_until_over(
    store: Arc<dyn Store>,
    scope: TenantScope,
    tally: Arc<Tally>,
) -> Outcome<Vec<f64>> {
    let entropy = SystemEntropy::new();
    let mut waits = Vec::new();
    while !tally.is_over() {
        let event = new_event(&entropy);
        let began = Instant::now();
        store.write(&scope, Append(event)).await?;
        waits.push(micros(began.elapsed()));
        tally.count();
    }
    Ok(waits)
}
