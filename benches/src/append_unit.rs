//! What S11 writes: one row, or two as for a one-time token, in one unit.

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
use rusqlite::{Connection, params};
use serde_json::json;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, Statement};
use uuid::Uuid;

use crate::{
    Outcome,
    database::{connect_postgres, postgres_statement, sqlite_statement},
    pair::micros,
    window::Tally,
};

/// What one caller writes at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One row: an event.
    Event,
    /// Two rows, as the engine writes for a one-time token: the token's and the event's.
    OneTime,
}

/// A connection to PostgreSQL that knows nothing of AuthNex, with the statements.
pub(crate) struct ByHand {
    pub(crate) client: Client,
    event: Statement,
    one_time: Statement,
}

impl ByHand {
    pub(crate) async fn connect(url: &str) -> Outcome<Self> {
        let client = connect_postgres(url).await?;
        Ok(Self {
            event: client
                .prepare(postgres_statement("event", "INSERT")?)
                .await?,
            one_time: client
                .prepare(postgres_statement("one_time", "INSERT")?)
                .await?,
            client,
        })
    }
}

/// A unit, finished before it is written.
pub(crate) struct Append {
    token: Option<NewOneTime>,
    event: Event,
}

impl Append {
    pub(crate) fn new(kind: Kind, entropy: &SystemEntropy) -> Outcome<Self> {
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

    /// Writes it into a file as a program would that knows nothing of units.
    pub(crate) fn insert_sqlite(&self, connection: &Connection, tenant: TenantId) -> Outcome<()> {
        let tenant = tenant.as_uuid();
        if let Some(token) = &self.token {
            connection
                .prepare_cached(sqlite_statement("one_time", "INSERT")?)?
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
            .prepare_cached(sqlite_statement("event", "INSERT")?)?
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

    /// The same on PostgreSQL, by prepared statements.
    pub(crate) async fn insert_postgres(&self, by_hand: &ByHand, tenant: TenantId) -> Outcome<()> {
        let tenant = tenant.as_uuid();
        if let Some(token) = &self.token {
            by_hand
                .client
                .execute(
                    &by_hand.one_time,
                    &[
                        &tenant,
                        &token.purpose.as_str(),
                        &token.hash.as_bytes().as_slice(),
                        &None::<Uuid>,
                        &token.grant.data,
                        &token.created_at.as_micros(),
                        &token.expires_at.as_micros(),
                    ],
                )
                .await?;
        }
        let event = &self.event;
        by_hand
            .client
            .execute(
                &by_hand.event,
                &[
                    &tenant,
                    &0_i64,
                    &event.id.as_uuid(),
                    &event.kind.as_str(),
                    &Event::VERSION,
                    &event.at.as_micros(),
                    &event.context.actor.stored(),
                    &None::<&str>,
                    &None::<&str>,
                    &None::<&str>,
                    &event.data.to_string(),
                ],
            )
            .await?;
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

/// Callers that write at once; each waits until its unit is durable before it writes the next.
pub(crate) const CALLERS: usize = 32;

/// Lets all callers write; answers the units a second, and adds to `waits` how long each took, in microseconds.
pub(crate) fn write_by_callers(
    runtime: &Runtime,
    (store, scope, kind): (&Arc<dyn Store>, &TenantScope, Kind),
    window: Duration,
    waits: &Mutex<Vec<f64>>,
) -> Outcome<f64> {
    let tally = Arc::new(Tally::default());
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (store, scope) = (store.clone(), scope.clone());
            runtime.spawn(write_until_over(store, (scope, kind), tally.clone()))
        })
        .collect();
    let rate = tally.watch(window);
    if tally.refused() > 0 {
        eprintln!(
            "{} units found the store busy and were asked again",
            tally.refused()
        );
    }
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
        let mut unit = Append::new(kind, &entropy)?;
        let began = Instant::now();
        // Who is refused for the moment asks again, and its wait goes on.
        while let Err(error) = store.write(&scope, unit).await {
            if !matches!(error, StoreError::Busy) {
                return Err(error.into());
            }
            tally.count_refusal();
            unit = Append::new(kind, &entropy)?;
        }
        waits.push(micros(began.elapsed()));
        tally.count();
    }
    Ok(waits)
}
