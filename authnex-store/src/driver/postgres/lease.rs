use std::time::Duration;

use authnex_core::{
    foundation::{Clock, Entropy, SystemClock, SystemEntropy, Timestamp},
    store::StoreError,
};
use uuid::Uuid;

use super::{fault::Fault, session::Session};
use crate::driver::Value;

/// How long a lease holds without being renewed.
const HOLDS: Duration = Duration::from_secs(15);

/// How often it is renewed.
const BEAT: Duration = Duration::from_secs(3);

/// The one row of the table.
const ROW: i64 = 1;

/// The right to migrate, held by one process at a time.
///
/// The row stands in a table of its own that exists before the first migration: it cannot come by one.
pub(super) struct Lease {
    owner: Uuid,
    /// Raised by every owner, so that a former one finds out that it is one.
    fence: i64,
}

impl Lease {
    /// Takes the lease, unless somebody holds it.
    pub(super) async fn take(session: &Session<'_>) -> Result<Option<Self>, Fault> {
        session
            .control(
                "CREATE TABLE IF NOT EXISTS authnex_migration_lease (id bigint NOT NULL PRIMARY KEY, \
                 owner uuid NOT NULL, expires_at bigint NOT NULL, fence bigint NOT NULL)",
            )
            .await
            .or_else(made_by_another)?;
        let mut owner = [0; 16];
        SystemEntropy::new().fill(&mut owner);
        let owner = Uuid::from_bytes(owner);
        let now = SystemClock.now();
        let arguments: [Value; 4] = [ROW.into(), owner.into(), expiry(now).into(), now.into()];
        let rows = session
            .query(
                "INSERT INTO authnex_migration_lease AS held (id, owner, expires_at, fence) \
                 VALUES ($1, $2, $3, 1) ON CONFLICT (id) DO UPDATE \
                 SET owner = excluded.owner, expires_at = excluded.expires_at, fence = held.fence + 1 \
                 WHERE held.expires_at <= $4 RETURNING fence",
                &arguments,
            )
            .await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let fence = row.try_get(0)?;
        Ok(Some(Self { owner, fence }))
    }

    /// Holds it for longer.
    pub(super) async fn renew(&self, session: &Session<'_>) -> Result<(), Fault> {
        self.set_expiry(session, expiry(SystemClock.now())).await
    }

    /// Holds it until that fails, over a connection of its own: one change of the schema may take long.
    pub(super) async fn keep(&self, session: &Session<'_>) -> Fault {
        loop {
            tokio::time::sleep(BEAT).await;
            if let Err(fault) = self.renew(session).await {
                return fault;
            }
        }
    }

    /// Lets the next one have it.
    pub(super) async fn release(self, session: &Session<'_>) -> Result<(), Fault> {
        self.set_expiry(session, Timestamp::from_micros(0)).await
    }

    async fn set_expiry(&self, session: &Session<'_>, expiry: Timestamp) -> Result<(), Fault> {
        let arguments: [Value; 4] = [
            ROW.into(),
            self.owner.into(),
            self.fence.into(),
            expiry.into(),
        ];
        let held = session
            .execute(
                "UPDATE authnex_migration_lease SET expires_at = $4 \
                 WHERE id = $1 AND owner = $2 AND fence = $3",
                &arguments,
            )
            .await?;
        if held == 0 {
            return Err(Fault::Refused(StoreError::Unavailable(
                "another process took the migration over: start again".to_owned(),
            )));
        }
        Ok(())
    }
}

fn expiry(now: Timestamp) -> Timestamp {
    let micros = i64::try_from(HOLDS.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_micros(now.as_micros().saturating_add(micros))
}

/// Two processes that create the table at once collide in the server's catalogue, whatever `IF NOT EXISTS` says.
fn made_by_another(fault: Fault) -> Result<(), Fault> {
    match &fault {
        Fault::Duplicate(_) => Ok(()),
        Fault::Refused(StoreError::Statement(said)) if said.ends_with("(42P07)") => Ok(()),
        _ => Err(fault),
    }
}
