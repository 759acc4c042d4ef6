use async_trait::async_trait;

use super::{Environment, InternalError, environment::new_id};
use crate::{
    foundation::{EventId, TenantScope, Timestamp},
    store::{PlatformUnit, PlatformWork, StoreError, Verdict},
    tenant::Slug,
};

/// Rows that one unit erases, at most.
const ROWS_A_UNIT: u32 = 500;

/// Destroys the data key: from here on what is sealed is lost, and every other process takes the tenant for
/// one that does not exist. `false` if the tenant was reactivated meanwhile.
pub(crate) async fn shred(env: &Environment, scope: &TenantScope) -> Result<bool, InternalError> {
    let work = Shred {
        event: new_id!(env, EventId),
        now: env.now(),
    };
    Ok(env.write_platform(scope, work).await?)
}

/// Erases all rows of the tenant, in as many units as it takes; says how many there were. What a process that
/// still works on an older configuration writes meanwhile is found by a later call.
pub(crate) async fn erase_rows(
    env: &Environment,
    scope: &TenantScope,
) -> Result<u64, InternalError> {
    let mut all = 0;
    loop {
        let work = EraseRows(new_id!(env, EventId));
        let erased = env.write_platform(scope, work).await?;
        if erased == 0 {
            return Ok(all);
        }
        all += erased;
    }
}

/// Puts the tombstone in the tenant's place; `false` if that was done already.
pub(crate) async fn bury(env: &Environment, scope: &TenantScope) -> Result<bool, InternalError> {
    let work = Bury {
        event: new_id!(env, EventId),
        slug: scope.snapshot().tenant.slug.clone(),
        now: env.now(),
    };
    Ok(env.write_platform(scope, work).await?)
}

/// The tenant's trail goes with the tenant: the id only names the unit, as in the two below.
struct Shred {
    event: EventId,
    now: Timestamp,
}

#[async_trait]
impl PlatformWork for Shred {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<bool>, StoreError> {
        unit.destroy_data_key(self.now).await.map(Verdict::Commit)
    }
}

struct EraseRows(EventId);

#[async_trait]
impl PlatformWork for EraseRows {
    type Out = u64;

    fn event(&self) -> EventId {
        self.0
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<u64>, StoreError> {
        unit.erase_rows(ROWS_A_UNIT).await.map(Verdict::Commit)
    }
}

struct Bury {
    event: EventId,
    slug: Slug,
    now: Timestamp,
}

#[async_trait]
impl PlatformWork for Bury {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<bool>, StoreError> {
        if unit.bury(&self.slug, self.now).await? {
            Ok(Verdict::Commit(true))
        } else {
            Ok(Verdict::Rollback(false))
        }
    }
}
