use std::time::{Duration, Instant};

use authnex_core::{
    foundation::{EventId, TenantId},
    store::StoreError,
};

use super::{connect::Connector, fault::Fault, session::Session, unit::UnitConnection};
use crate::repo::is_event_committed;

/// The pause before the question is asked again; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// How long the database is asked what became of a commit, in patiences.
const PATIENCES: u32 = 3;

/// What became of a commit whose answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    Committed,
    NotCommitted,
}

/// Asks over fresh connections until one of them tells.
///
/// The question is an insert of the unit's own event, which is then undone. It finds the event if the commit took
/// effect. If the transaction is still open on the server, whose end of the broken connection may live on for a
/// moment, it waits for it; a plain read would say "no" too early, and the next try would then find its own
/// consumption and take it for a replay. And it is a write, so no standby that lags behind can answer it.
pub(super) async fn settle(
    connector: &Connector,
    prepared: bool,
    (statement_timeout, patience): (Duration, Duration),
    (tenant, event): (TenantId, EventId),
) -> Result<Settled, StoreError> {
    let begun = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        match ask(connector, prepared, statement_timeout, (tenant, event)).await {
            Ok(settled) => return Ok(settled),
            Err(fault) if begun.elapsed() + pause >= patience * PATIENCES => {
                tracing::error!(?fault, "a commit's outcome could not be settled");
                return Err(StoreError::UnknownCommit);
            }
            Err(_) => {
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
        }
    }
}

async fn ask(
    connector: &Connector,
    prepared: bool,
    limit: Duration,
    (tenant, event): (TenantId, EventId),
) -> Result<Settled, Fault> {
    let client = connector.fresh().await?;
    let session = || Session {
        client: &client,
        prepared,
        limit,
    };
    session().control("BEGIN").await?;
    let connection = UnitConnection::new(session());
    let committed = is_event_committed(&connection, tenant, event).await;
    if let Some(fault) = connection.into_fault() {
        return Err(fault);
    }
    // The connection ends here, and with it what the question wrote.
    session().control("ROLLBACK").await?;
    Ok(if committed.map_err(Fault::Refused)? {
        Settled::Committed
    } else {
        Settled::NotCommitted
    })
}
