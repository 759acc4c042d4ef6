//! S4 on PostgreSQL: a session check that reads the store, beside the same statement, prepared, on as many
//! connections.
//!
//! What is compared is time that passes, in short slices: most of it is the server's, which is another process.

use std::{
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use authnex_core::{
    TenantHandle,
    foundation::{Clock, SystemClock, TenantId},
};
use ring::digest::{SHA256, digest};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Statement};

use crate::{
    Outcome, Scale,
    database::{Database, connect_postgres, postgres_statement},
    installation::Installation,
    pair::{in_turns, micros},
    postgres_server::PostgresServer,
    processor::cores,
    table::Line,
};

/// Checks under way at once in the pipelined case.
const IN_FLIGHT: usize = 64;

/// Measures S4 on PostgreSQL.
pub(crate) fn measure(scale: Scale) -> Outcome<Vec<Line>> {
    let server = PostgresServer::start()?;
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let rows = scale.of(100_000, 10_000);
    let (walk, tenant, hands) = runtime.block_on(async {
        let database = Database::Postgres(server.create_database("sessions").await?);
        let installation = Installation::on(database, 0).await?;
        let walk = Walk {
            tokens: installation.open_sessions(rows).await?.into(),
            next: Arc::default(),
        };
        let hands = ByHand::connect(&installation, lanes()).await?;
        Outcome::Ok((walk, installation.tenant, hands))
    })?;
    let single = |checker: Checker| walk.run(&runtime, &checker, (1, scale.of(200, 100)));
    let many = |checker: Checker| walk.run(&runtime, &checker, (IN_FLIGHT, scale.of(1600, 1600)));
    let raw = || Checker::ByHand(hands.clone());
    let ours = || Checker::Tenant(tenant.clone());
    let measured = in_turns(
        scale.of(301, 61),
        [
            &mut || single(raw()),
            &mut || single(ours()),
            &mut || many(raw()),
            &mut || many(ours()),
        ],
    )?;
    let line = |what: String, (raw, ours): (usize, usize)| {
        Line::new("S4", what)
            .raw(format!("{:.1} k/s", 1000.0 / measured.median(raw)))
            .ours(format!("{:.1} k/s", 1000.0 / measured.median(ours)))
            .ratio(measured.ratio(raw, ours))
    };
    let rows = rows / 1000;
    let [alone, pipelined] = [measured.ratio(0, 1), measured.ratio(2, 3)];
    Ok(vec![
        line(
            format!("session check, PostgreSQL, {rows} k rows, one in flight"),
            (0, 1),
        )
        .goal(">= 0.85", alone >= 0.85),
        line(
            format!("{IN_FLIGHT} in flight over {} connections", lanes()),
            (2, 3),
        )
        .goal(">= 0.7", pipelined >= 0.7),
    ])
}

/// As many as the store has by default.
fn lanes() -> usize {
    cores().min(4)
}

/// The statement on connections that know nothing of AuthNex.
#[derive(Clone)]
struct ByHand {
    connections: Arc<[(Client, Statement)]>,
    tenant: TenantId,
}

impl ByHand {
    async fn connect(installation: &Installation, connections: usize) -> Outcome<Self> {
        let mut made = Vec::new();
        for _ in 0..connections {
            let client = connect_postgres(&installation.database.url()).await?;
            let find = client
                .prepare(postgres_statement("session", "FIND")?)
                .await?;
            made.push((client, find));
        }
        Ok(Self {
            connections: made.into(),
            tenant: installation.tenant.scope().id(),
        })
    }

    /// The nine columns of a session, taken out as a program would that needs them.
    async fn check(&self, turn: usize, token: &str) -> Outcome<()> {
        let (client, find) = self
            .connections
            .get(turn % self.connections.len().max(1))
            .ok_or("no connection")?;
        let hash = digest(&SHA256, token.as_bytes());
        let now = SystemClock.now().as_micros();
        let tenant = self.tenant.as_uuid();
        let row = client
            .query_one(find, &[&tenant, &hash.as_ref(), &now])
            .await?;
        // An id is 16 bytes on the wire; the others are what they are called.
        black_box((
            row.try_get::<_, &str>(2)?.to_owned(),
            row.try_get::<_, i64>(3)?,
            row.try_get::<_, Option<String>>(4)?,
            row.try_get::<_, Option<String>>(5)?,
            row.try_get::<_, i64>(6)?,
            row.try_get::<_, i64>(7)?,
            row.try_get::<_, i64>(8)?,
        ));
        Ok(())
    }
}

/// Who checks.
#[derive(Clone)]
enum Checker {
    ByHand(ByHand),
    Tenant(TenantHandle),
}

impl Checker {
    async fn check(&self, turn: usize, token: &str) -> Outcome<()> {
        match self {
            Self::ByHand(hands) => hands.check(turn, token).await,
            Self::Tenant(tenant) => {
                let session = tenant.check_session(token).await?;
                black_box(session.ok_or("the session is not live")?);
                Ok(())
            }
        }
    }
}

/// Goes through the tokens, which are random: so every slice is uniform over the table.
#[derive(Clone)]
struct Walk {
    tokens: Arc<[String]>,
    next: Arc<AtomicUsize>,
}

impl Walk {
    /// Microseconds that pass for each of `times` checks, so many under way at once.
    fn run(
        &self,
        runtime: &Runtime,
        checker: &Checker,
        (in_flight, times): (usize, u32),
    ) -> Outcome<f64> {
        let began = Instant::now();
        let from = self.next.load(Ordering::Relaxed);
        let end = from + usize::try_from(times)?;
        let tasks: Vec<_> = (0..in_flight)
            .map(|_| runtime.spawn(self.clone().check_until(checker.clone(), end)))
            .collect();
        runtime.block_on(async {
            for task in tasks {
                task.await??;
            }
            Outcome::Ok(())
        })?;
        self.next.store(end, Ordering::Relaxed);
        Ok(micros(began.elapsed()) / f64::from(times))
    }

    async fn check_until(self, checker: Checker, end: usize) -> Outcome<()> {
        loop {
            let turn = self.next.fetch_add(1, Ordering::Relaxed);
            if turn >= end {
                return Ok(());
            }
            let token = self
                .tokens
                .get(turn % self.tokens.len().max(1))
                .ok_or("no token")?;
            checker.check(turn, token).await?;
        }
    }
}
