use async_trait::async_trait;
use serde_json::json;

use super::{
    Environment, FactorError, InternalError, SignInError,
    lock_notice::announce_lock,
    throttling::{Failure, SignInCounters},
};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, TenantScope, Timestamp},
    store::{StoreError, Unit, Verdict, Work},
};

/// Counts a wrong factor and notes it, in a unit that stays; answers with what is to be said. Factors of every
/// kind count together.
pub(crate) async fn count_refusal<E: SaysLocked>(
    env: &Environment,
    scope: &TenantScope,
    (counters, method, answer): (SignInCounters, &str, E),
    context: &RequestContext,
) -> Result<E, InternalError> {
    let data = json!({"method": method});
    let work = CountRefusal {
        counters,
        event: env.event(EventKind::SignInRefused, env.now(), context, data),
    };
    let owner = work.counters.owner().cloned();
    match env.write(scope, work).await? {
        Counted::Locked(until) => Ok(E::locked(env.now().seconds_until(until))),
        Counted::Failure { locks: false } => Ok(answer),
        Counted::Failure { locks: true } => {
            announce_lock(env, scope, owner.as_ref(), context).await?;
            Ok(answer)
        }
    }
}

/// What tells a caller that a lock has fallen.
pub(crate) trait SaysLocked {
    /// For so many seconds.
    fn locked(retry_after_seconds: u32) -> Self;
}

impl SaysLocked for SignInError {
    fn locked(retry_after_seconds: u32) -> Self {
        Self::Locked {
            retry_after_seconds,
        }
    }
}

impl SaysLocked for FactorError {
    fn locked(retry_after_seconds: u32) -> Self {
        Self::Locked {
            retry_after_seconds,
        }
    }
}

enum Counted {
    /// The lock fell before it was counted: wrong ones in flight are answered as right ones are.
    Locked(Timestamp),
    /// It was counted, and perhaps locks the name.
    Failure { locks: bool },
}

struct CountRefusal {
    counters: SignInCounters,
    event: Event,
}

#[async_trait]
impl Work for CountRefusal {
    type Out = Counted;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<Counted>, StoreError> {
        if let Some(until) = self.counters.locked(unit, self.event.at).await? {
            return Ok(Verdict::Rollback(Counted::Locked(until)));
        }
        match self.counters.count(unit, self.event.at).await? {
            Failure::Late(until) => Ok(Verdict::Rollback(Counted::Locked(until))),
            Failure::Counted { locks } => {
                unit.append_event(&self.event).await?;
                Ok(Verdict::Commit(Counted::Failure { locks }))
            }
        }
    }
}
