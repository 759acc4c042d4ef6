//! S11: durable writes by 32 callers, beside the same row written in commits of one and of a hundred by hand.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use authnex_core::{
    event::{Event, EventKind},
    foundation::{
        Clock, EventId, PlainToken, RequestContext, SystemClock, SystemEntropy, TenantId,
        TenantScope, TokenKind,
    },
    one_time::{NewOneTime, OneTimeGrant, OneTimePurpose},
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

/// What one caller writes at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One row: an event.
    Event,
    /// Two rows, as the engine writes for a one-time token: the token's and the event's.
    OneTime,
}

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
    let rounds = {
        let by_hand = Mutex::new(&mut connection);
        let locked = || by_hand.lock().unwrap_or_else(PoisonError::into_inner);
        in_turns(
            scale.of(15, 5),
            [
                &mut || insert_by_hand(&mut locked(), (tenant, kind), (1, window)),
                &mut || insert_by_hand(&mut locked(), (tenant, kind), (BATCH, window)),
                &mut || write_by_callers(&runtime, (&installation, kind), window, &waits),
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

/// A unit, finished before it is written.
struct Append {
    token: Option<NewOneTime>,
    event: Event,
}

impl Append {
    fn new(kind: Kind, entropy: &SystemEntropy) -> Outcome<Self> {
        let now = SystemClock.now();
        let token = || {
            let grant = OneTimeGrant {
                user: None,
                data: r#"{"return_to":"/articles"}"#.to_owned(),
            };
            Outcome::Ok(NewOneTime {
                purpose: OneTimePurpose::application("bench")?,
                hash: PlainToken::generate(TokenKind::OneTime, entropy).hash(),
                grant,
                created_at: now,
                expires_at: now.plus_seconds(600),
            })
        };
        Ok(Self {
            token: (kind == Kind::OneTime).then(token).transpose()?,
            event: Event {
                id: EventId::generate(&SystemClock, entropy),
                kind: EventKind::OneTimeIssued,
                at: now,
                context: RequestContext::anonymous(),
                data: json!({"purpose": "app:bench"}),
            },
        })
    }

    /// Writes it as a program would that knows nothing of units.
    fn insert(&self, connection: &Connection, tenant: TenantId) -> Outcome<()> {
        let tenant = tenant.as_uuid();
        if let Some(token) = &self.token {
            connection
                .prepare_cached(statement("one_time", "INSERT")?)?
                .execute(params![
                    tenant.as_bytes(),
                    token.purpose.as_str(),
                    token.hash.as_bytes(),
                    None::<[u8; 16]>,
                    token.grant.data,
                    token.created_at.as_micros(),
                    token.expires_at.as_micros(),
                ])?;
        }
        let event = &self.event;
        connection
            .prepare_cached(statement("event", "INSERT")?)?
            .execute(params![
                tenant.as_bytes(),
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
        Ok(())
    }
}

#[async_trait]
impl Work for Append {
    type Out = ();

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        if let Some(token) = &self.token {
            unit.insert_one_time(token).await?;
        }
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(()))
    }
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
            Append::new(kind, &entropy)?.insert(&transaction, tenant)?;
        }
        transaction.commit()?;
        units += batch;
    }
    Ok(f64::from(units) / began.elapsed().as_secs_f64())
}

/// Answers the units a second, and adds to `waits` how long each took, in microseconds.
fn write_by_callers(
    runtime: &Runtime,
    (installation, kind): (&Installation, Kind),
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
            runtime.spawn(write_until_over(store, (scope, kind), tally.clone()))
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
    (scope, kind): (TenantScope, Kind),
    tally: Arc<Tally>,
) -> Outcome<Vec<f64>> {
    let entropy = SystemEntropy::new();
    let mut waits = Vec::new();
    while !tally.is_over() {
        let unit = Append::new(kind, &entropy)?;
        let began = Instant::now();
        store.write(&scope, unit).await?;
        waits.push(micros(began.elapsed()));
        tally.count();
    }
    Ok(waits)
}
