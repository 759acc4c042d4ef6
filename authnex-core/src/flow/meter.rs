use std::collections::BTreeMap;

use async_trait::async_trait;

use super::{Environment, InternalError, environment::new_id};
use crate::{
    foundation::EventId,
    store::{StoreError, Unit, Verdict, Work},
    usage::{Metric, UsageDay},
};

/// Writes what has been counted in memory. It is metered, not audited: no event tells of it.
pub(crate) async fn write_meter(env: &Environment) -> Result<(), InternalError> {
    for (scope, counters) in env.meter.drain() {
        let work = AddUsage {
            event: new_id!(env, EventId),
            today: UsageDay::of(env.now()),
            counters,
        };
        env.write(&scope, work).await?;
    }
    Ok(())
}

struct AddUsage {
    event: EventId,
    today: UsageDay,
    counters: BTreeMap<Metric, i64>,
}

#[async_trait]
impl Work for AddUsage {
    type Out = ();

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        for (metric, amount) in &self.counters {
            unit.add_usage(*metric, self.today, *amount).await?;
        }
        Ok(Verdict::Commit(()))
    }
}
