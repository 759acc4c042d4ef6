use async_trait::async_trait;
use serde_json::json;

use super::{Environment, throttling::SignInCounters};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, TenantScope},
    store::{StoreError, Unit, Verdict, Work},
};

/// Counts a wrong factor and notes it, in a unit that stays; answers with what is to be said. Factors of every
/// kind count together.
pub(crate) async fn count_refusal<E>(
    env: &Environment,
    scope: &TenantScope,
    (counters, method, answer): (SignInCounters, &str, E),
    context: &RequestContext,
) -> Result<E, StoreError> {
    let data = json!({"method": method});
    let work = CountRefusal {
        counters,
        event: env.event(EventKind::SignInRefused, env.now(), context, data),
    };
    env.write(scope, work).await?;
    Ok(answer)
}

struct CountRefusal {
    counters: SignInCounters,
    event: Event,
}

#[async_trait]
impl Work for CountRefusal {
    type Out = ();

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        self.counters.count(unit, self.event.at).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(()))
    }
}
