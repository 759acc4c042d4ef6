use async_trait::async_trait;
use uuid::Uuid;

use super::{Environment, InternalError, environment::new_id};
use crate::{
    foundation::{EventId, TenantScope, Timestamp},
    store::{PlatformUnit, PlatformWork, StoreError, Verdict},
};

/// A node counts as live for so long after it was seen, in seconds.
const LIVE_SECONDS: u32 = 15;

/// A node that was not seen for so long is forgotten, in seconds.
const FORGOTTEN_SECONDS: u32 = 3_600;

/// Says that this node lives, and counts those that do: they share what is limited in process.
pub(crate) async fn heartbeat(env: &Environment, scope: &TenantScope) -> Result<(), InternalError> {
    let work = Heartbeat {
        event: new_id!(env, EventId),
        node: env.node,
        now: env.now(),
    };
    let now = work.now;
    env.write_platform(scope, work).await?;
    let reader = env.store.platform_reader(&env.platform);
    let live = reader.count_nodes(now.minus_seconds(LIVE_SECONDS)).await?;
    env.nodes.set(live);
    Ok(())
}

/// No event tells of it.
struct Heartbeat {
    event: EventId,
    node: Uuid,
    now: Timestamp,
}

#[async_trait]
impl PlatformWork for Heartbeat {
    type Out = ();

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<()>, StoreError> {
        unit.note_node(self.node, self.now).await?;
        unit.forget_nodes(self.now.minus_seconds(FORGOTTEN_SECONDS))
            .await?;
        Ok(Verdict::Commit(()))
    }
}
