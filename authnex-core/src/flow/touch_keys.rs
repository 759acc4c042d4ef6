use async_trait::async_trait;

use super::{Environment, InternalError, environment::new_id};
use crate::{
    foundation::{ClientSecretId, EventId, Timestamp},
    store::{StoreError, Unit, Verdict, Work},
};

/// Keys of one tenant that are touched in one unit, at most.
const BATCH: usize = 100;

/// Writes the uses of API keys that have gathered. They are metered, not audited: no event tells of them.
pub(crate) async fn touch_keys(env: &Environment) -> Result<(), InternalError> {
    for (scope, used) in env.key_use.drain() {
        for batch in used.chunks(BATCH) {
            let work = Touch {
                event: new_id!(env, EventId),
                used: batch.to_vec(),
            };
            env.write(&scope, work).await?;
        }
    }
    Ok(())
}

struct Touch {
    event: EventId,
    used: Vec<(ClientSecretId, Timestamp)>,
}

#[async_trait]
impl Work for Touch {
    type Out = ();

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<()>, StoreError> {
        for (key, used) in &self.used {
            unit.touch_client_secret(*key, *used).await?;
        }
        Ok(Verdict::Commit(()))
    }
}
