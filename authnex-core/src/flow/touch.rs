use async_trait::async_trait;

use super::{Environment, InternalError, environment::new_id};
use crate::{
    foundation::{EventId, TenantScope, UserId},
    session::Seen,
    store::{StoreError, Unit, Verdict, Work},
    usage::{Metric, UsageDay},
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

async fn touch(env: &Environment, scope: &TenantScope, seen: Vec<Seen>) -> Result<(), StoreError> {
    let mut users: Vec<UserId> = seen.iter().map(|seen| seen.user).collect();
    users.sort_unstable();
    users.dedup();
    let work = Touch {
        event: new_id!(env, EventId),
        today: UsageDay::of(env.now()),
        users,
        seen,
    };
    env.write(scope, work).await
}

struct Touch {
    event: EventId,
    seen: Vec<Seen>,
    today: UsageDay,
    users: Vec<UserId>,
}

#[async_trait]
impl Work for Touch {
    type Out = ();

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        for seen in &self.seen {
            unit.touch_session(seen.session, seen.at).await?;
        }
        note_active(unit, self.today, &self.users).await?;
        Ok(Verdict::Commit(()))
    }
}

/// Notes who was active in the month of a day, and counts those who are new to it.
pub(crate) async fn note_active(
    unit: &dyn Unit,
    day: UsageDay,
    users: &[UserId],
) -> Result<(), StoreError> {
    let fresh = unit.note_active_users(day.month(), users).await?;
    if fresh > 0 {
        let fresh = i64::try_from(fresh).unwrap_or(i64::MAX);
        unit.add_usage(Metric::ActiveUsers, day.first_of_month(), fresh)
            .await?;
    }
    Ok(())
}
