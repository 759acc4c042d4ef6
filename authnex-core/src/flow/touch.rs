use async_trait::async_trait;

use super::{Environment, InternalError, environment::new_id};
use crate::{
    foundation::{EventId, SessionId, TenantScope, Timestamp},
    store::{StoreError, Unit, Verdict, Work},
};

/// Sessions of one tenant that are touched in one unit, at most.
const BATCH: usize = 100;

/// Writes the last-seen times that have gathered. They are metered, not audited: no event tells of them.
pub(crate) async fn touch_sessions(env: &Environment) -> Result<(), InternalError> {
    for (scope, seen) in env.seen.drain() {
        for batch in seen.chunks(BATCH) {
            touch(env, &scope, batch.to_vec()).await?;
        }
    }
    Ok(())
}

async fn touch(
    env: &Environment,
    scope: &TenantScope,
    seen: Vec<(SessionId, Timestamp)>,
) -> Result<(), StoreError> {
    let work = Touch {
        event: new_id!(env, EventId),
        seen,
    };
    env.write(scope, work).await
}

struct Touch {
    event: EventId,
    seen: Vec<(SessionId, Timestamp)>,
}

#[async_trait]
impl Work for Touch {
    type Out = ();

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        for (session, seen) in &self.seen {
            unit.touch_session(*session, *seen).await?;
        }
        Ok(Verdict::Commit(()))
    }
}
