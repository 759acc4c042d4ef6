//! S11 on PostgreSQL: durable units by 32 callers, beside the same rows inserted and committed on 32 connections.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use authnex_core::{
    foundation::{SystemEntropy, TenantId},
    store::Store,
};
use authnex_store::postgres::{self, PostgresOptions};
use tokio::runtime::{Builder, Runtime};

use crate::{
    Outcome, Scale,
    append_unit::{Append, ByHand, CALLERS, Kind, write_by_callers},
    database::Database,
    installation::Installation,
    pair::{Rounds, in_turns, percentile},
    postgres_server::PostgresServer,
    table::Line,
    window::Tally,
};

/// Measures S11 on PostgreSQL.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let server = PostgresServer::start()?;
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let sides = runtime.block_on(Sides::prepare(&server))?;
    let event = compare(&runtime, &sides, (Kind::Event, scale))?;
    let token = compare(&runtime, &sides, (Kind::OneTime, scale))?;
    let rate = |rate: f64| format!("{rate:.0}/s");
    let line = |what: &str, of: &Compared, raw: usize, ours: usize| {
        Line::new("S11", what)
            .raw(rate(of.rounds.median(raw)))
            .ours(rate(of.rounds.median(ours)))
            .ratio(of.rounds.ratio(ours, raw))
    };
    let units = "PostgreSQL, units of two rows (a one-time token, its event); raw: BEGIN, two INSERTs, COMMIT";
    let rows = "PostgreSQL, units of one row; raw: BEGIN, INSERT, COMMIT";
    Ok(vec![
        line(units, &token, TRANSACTION, WIDE)
            .goal(">= 0.8", token.rounds.ratio(WIDE, TRANSACTION) >= 0.8),
        line(rows, &event, TRANSACTION, WIDE)
            .goal(">= 0.8", event.rounds.ratio(WIDE, TRANSACTION) >= 0.8),
        line(
            "the same; raw: one INSERT that commits by itself",
            &event,
            BARE,
            WIDE,
        ),
        line(
            "units of two rows over the 16 connections of the default",
            &token,
            TRANSACTION,
            DEFAULT,
        ),
        Line::new("S11", "a caller's wait for a unit of two rows, p99")
            .ours(format!("{:.2} ms", token.p99)),
    ])
}

/// The sides: one INSERT that commits by itself (for one row), the transaction by hand, the store with as many
/// connections, and the store as it comes.
const BARE: usize = 0;
const TRANSACTION: usize = 1;
const WIDE: usize = 2;
const DEFAULT: usize = 3;

/// Databases of their own for what is written by hand and by the store, so that their indexes grow alike.
struct Sides {
    by_hand: Arc<[ByHand]>,
    tenant: TenantId,
    ours: Installation,
    wide: Arc<dyn Store>,
}

impl Sides {
    async fn prepare(server: &PostgresServer) -> Outcome<Self> {
        let url = server.create_database("by_hand").await?;
        let other = Installation::on(Database::Postgres(url.clone()), 0).await?;
        let mut by_hand = Vec::new();
        for _ in 0..CALLERS {
            by_hand.push(ByHand::connect(&url).await?);
        }
        let url = server.create_database("by_units").await?;
        let options = PostgresOptions::parse(&url)?.connections(u16::try_from(CALLERS)?);
        let wide = Arc::new(postgres::open(&options).await?);
        Ok(Self {
            by_hand: by_hand.into(),
            tenant: other.tenant.scope().id(),
            ours: Installation::on(Database::Postgres(url), 0).await?,
            wide,
        })
    }
}

/// Units a second of each side, and the waits.
struct Compared {
    rounds: Rounds<4>,
    /// Of the store with as many connections, in milliseconds.
    p99: f64,
}

fn compare(runtime: &Runtime, sides: &Sides, (kind, scale): (Kind, Scale)) -> Outcome<Compared> {
    let window = Duration::from_millis(scale.of(500, 400).into());
    let waits = Mutex::new(Vec::new());
    let unwatched = Mutex::new(Vec::new());
    let scope = sides.ours.tenant.scope();
    let rounds = in_turns(
        scale.of(41, 9),
        [
            &mut || write_by_hand(runtime, sides, (kind, false), window),
            &mut || write_by_hand(runtime, sides, (kind, true), window),
            &mut || write_by_callers(runtime, (&sides.wide, scope, kind), window, &waits),
            &mut || {
                write_by_callers(
                    runtime,
                    (&sides.ours.store, scope, kind),
                    window,
                    &unwatched,
                )
            },
        ],
    )?;
    let waits = waits.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Compared {
        rounds,
        p99: percentile(waits, 99) / 1000.0,
    })
}

fn write_by_hand(
    runtime: &Runtime,
    sides: &Sides,
    (kind, begins): (Kind, bool),
    window: Duration,
) -> Outcome<f64> {
    let tally = Arc::new(Tally::default());
    let writers: Vec<_> = (0..CALLERS)
        .map(|caller| {
            let (hands, tenant, tally) = (sides.by_hand.clone(), sides.tenant, tally.clone());
            runtime.spawn(async move {
                let hand = hands.get(caller).ok_or("no connection")?;
                let entropy = SystemEntropy::new();
                while !tally.is_over() {
                    let unit = Append::new(kind, &entropy)?;
                    if begins {
                        hand.client.batch_execute("BEGIN").await?;
                    }
                    unit.insert_postgres(hand, tenant).await?;
                    if begins {
                        hand.client.batch_execute("COMMIT").await?;
                    }
                    tally.count();
                }
                Outcome::Ok(())
            })
        })
        .collect();
    let rate = tally.watch(window);
    runtime.block_on(async {
        for writer in writers {
            writer.await??;
        }
        Outcome::Ok(())
    })?;
    Ok(rate.a_second)
}
