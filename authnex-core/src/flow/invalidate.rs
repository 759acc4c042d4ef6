use async_trait::async_trait;
use serde_json::json;

use super::{Environment, InternalError, environment::new_id};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, TenantScope},
    store::{PlatformUnit, PlatformWork, StoreError, Verdict},
};

/// Rows that one unit deletes, at most.
const ROWS_A_UNIT: u32 = 500;

/// Ends every session of the tenant, and everything with which a sign-in could go on: refresh tokens, one-time
/// tokens, waiting sign-ins. Says how many rows there were.
///
/// Cut off, it is called again: the event stands in the last unit.
pub(crate) async fn invalidate_sign_ins(
    env: &Environment,
    scope: &TenantScope,
    context: &RequestContext,
) -> Result<u64, InternalError> {
    let mut rows = 0;
    loop {
        let gone = env
            .write_platform(scope, EraseSome(new_id!(env, EventId)))
            .await?;
        rows += gone;
        if gone == 0 {
            break;
        }
    }
    let data = json!({"rows": rows});
    let event = env.event(EventKind::SignInsInvalidated, env.now(), context, data);
    Ok(rows + env.write_platform(scope, EraseRest(event)).await?)
}

/// The id only names the unit: the event stands in the last one.
struct EraseSome(EventId);

#[async_trait]
impl PlatformWork for EraseSome {
    type Out = u64;

    fn event(&self) -> EventId {
        self.0
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<u64>, StoreError> {
        unit.erase_sign_ins(ROWS_A_UNIT).await.map(Verdict::Commit)
    }
}

struct EraseRest(Event);

#[async_trait]
impl PlatformWork for EraseRest {
    type Out = u64;

    fn event(&self) -> EventId {
        self.0.id
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<u64>, StoreError> {
        let gone = unit.erase_sign_ins(ROWS_A_UNIT).await?;
        unit.append_event(&self.0).await?;
        Ok(Verdict::Commit(gone))
    }
}
