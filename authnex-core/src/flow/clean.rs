use async_trait::async_trait;

use super::{Environment, InternalError, environment::new_id};
use crate::{
    event::EventSeal,
    foundation::{EventId, TenantScope, Timestamp},
    retention::{ACTIVE_USER_MONTHS, SPENT_SECONDS, Spent, USAGE_DAYS},
    store::{StoreError, Unit, Verdict, Work},
    usage::UsageDay,
};

/// A tenant is cleared of spent rows at most this often, in seconds.
const CLEAN_EVERY_SECONDS: u32 = 3_600;

/// Rows that go in one unit, at most.
const BATCH: u32 = 200;

/// Units for one kind of rows in one turn: what is left goes an hour later.
const ROUNDS: usize = 500;

const DAY_SECONDS: u32 = 86_400;

/// Takes away a tenant's spent rows and what its retention is over for; how many rows went, `None` if it was not
/// the turn.
pub(crate) async fn clean_tenant(
    env: &Environment,
    scope: &TenantScope,
) -> Result<Option<u64>, InternalError> {
    let now = env.now();
    if !unit(env, scope, now, Step::Claim).await? {
        return Ok(None);
    }
    let mut gone = 0;
    for spent in Spent::ALL {
        gone += in_batches(env, scope, now, Rows::Spent(spent)).await?;
    }
    gone += in_batches(env, scope, now, Rows::Usage).await?;
    gone += in_batches(env, scope, now, Rows::ActiveUsers).await?;
    gone += remove_old_events(env, scope, now).await?;
    Ok(Some(gone))
}

/// Rows that go in batches.
#[derive(Clone, Copy, Debug)]
enum Rows {
    Spent(Spent),
    Usage,
    ActiveUsers,
}

async fn in_batches(
    env: &Environment,
    scope: &TenantScope,
    now: Timestamp,
    rows: Rows,
) -> Result<u64, StoreError> {
    let mut gone = 0;
    for _ in 0..ROUNDS {
        let work = Delete {
            event: new_id!(env, EventId),
            rows,
            now,
        };
        let went = env.write(scope, work).await?;
        gone += went;
        if went < u64::from(BATCH) {
            break;
        }
    }
    Ok(gone)
}

/// Whole seals lose their events, the oldest first; the seals stay, so that the chain still can be followed.
async fn remove_old_events(
    env: &Environment,
    scope: &TenantScope,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let kept_seconds = scope.snapshot().policy.audit_retention_days * DAY_SECONDS;
    let before = now.minus_seconds(kept_seconds);
    let mut gone = 0;
    for _ in 0..ROUNDS {
        let oldest = env.store.reader(scope).oldest_kept_seal().await?;
        let Some(seal) = oldest.filter(|seal| seal.last_at < before) else {
            break;
        };
        let events = seal.ids.len() as u64;
        if unit(env, scope, now, Step::RemoveEvents(seal)).await? {
            gone += events;
        }
    }
    Ok(gone)
}

async fn unit(
    env: &Environment,
    scope: &TenantScope,
    now: Timestamp,
    step: Step,
) -> Result<bool, StoreError> {
    let work = Guarded {
        event: new_id!(env, EventId),
        now,
        step,
    };
    env.write(scope, work).await
}

/// Takes away one batch. No event tells of it: nothing changes that anybody could still see or use.
struct Delete {
    event: EventId,
    rows: Rows,
    now: Timestamp,
}

#[async_trait]
impl Work for Delete {
    type Out = u64;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<u64>, StoreError> {
        let today = UsageDay::of(self.now);
        let went = match self.rows {
            Rows::Spent(spent) => {
                let before = self.now.minus_seconds(SPENT_SECONDS);
                unit.delete_spent(spent, before, BATCH).await?
            }
            Rows::Usage => {
                unit.delete_usage_before(today.minus_days(USAGE_DAYS), BATCH)
                    .await?
            }
            Rows::ActiveUsers => {
                let before = today.month().minus_months(ACTIVE_USER_MONTHS);
                unit.delete_active_users_before(before, BATCH).await?
            }
        };
        Ok(Verdict::Commit(went))
    }
}

/// Steps that one node of several does.
enum Step {
    Claim,
    RemoveEvents(EventSeal),
}

struct Guarded {
    event: EventId,
    now: Timestamp,
    step: Step,
}

#[async_trait]
impl Work for Guarded {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<bool>, StoreError> {
        let done = match &self.step {
            Step::Claim => {
                let not_since = self.now.minus_seconds(CLEAN_EVERY_SECONDS);
                unit.claim_cleaning(self.now, not_since).await?
            }
            Step::RemoveEvents(seal) => unit.remove_sealed_events(seal, self.now).await?,
        };
        Ok(if done {
            Verdict::Commit(true)
        } else {
            Verdict::Rollback(false)
        })
    }
}
