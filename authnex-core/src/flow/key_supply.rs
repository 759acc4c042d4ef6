use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Environment, InternalError, environment::new_id};
use crate::{
    event::{Event, EventKind},
    foundation::{Actor, EventId, RequestContext, SigningKeyId, TenantScope, Timestamp},
    jose::Algorithm,
    keyring::{Sealed, SealedPlace},
    signing_key::{KeyState, NewKeyMaterial, SpareKey, generate, seal_row},
    store::{PlatformUnit, PlatformWork, StoreError, Unit, Verdict, Work},
};

/// Where a spare key stands.
pub(super) fn spare_place(id: SigningKeyId) -> SealedPlace {
    SealedPlace {
        tenant: None,
        table: "authnex_spare_signing_key",
        column: "private_key",
        row: id.as_uuid(),
    }
}

/// Takes a spare key for the unit's tenant, if there is one. Opening and sealing again is microseconds of
/// computing and waits for nothing.
pub(crate) async fn claim_rsa_key(
    env: &Environment,
    scope: &TenantScope,
    unit: &dyn PlatformUnit,
    state: KeyState,
) -> Result<bool, StoreError> {
    let Some(spare) = unit.claim_spare_key().await? else {
        return Ok(false);
    };
    // A spare key of another ring is of no use to anybody: it is gone, and the worker makes another.
    let Ok(pkcs8) = env.ring.open(&spare_place(spare.id), &spare.private_key) else {
        return Ok(false);
    };
    let material = NewKeyMaterial {
        algorithm: Algorithm::Rs256,
        pkcs8: Zeroizing::new(pkcs8),
    };
    let facts = (spare.id, state, env.now());
    let data_key = &scope.snapshot().data_key;
    let row = seal_row(scope.id(), data_key, &material, facts, &*env.entropy);
    unit.insert_signing_key(&row).await?;
    Ok(true)
}

/// Makes spare RSA keys until there are as many as wanted; says how many it made. Each takes up to a second
/// on a blocking thread.
pub(crate) async fn supply_spare_keys(
    env: &Arc<Environment>,
    scope: &TenantScope,
    most: u32,
) -> Result<u32, InternalError> {
    let mut made = 0;
    while made < most {
        let there = env
            .store
            .platform_reader(&env.platform)
            .count_spare_keys()
            .await?;
        if there >= u64::from(env.spare_keys) {
            break;
        }
        let maker = env.clone();
        let material =
            tokio::task::spawn_blocking(move || generate(Algorithm::Rs256, &*maker.entropy))
                .await
                .map_err(|_| InternalError::Keys("making a key was cut off".to_owned()))??;
        let id = new_id!(env, SigningKeyId);
        let now = env.now();
        let work = PutBy {
            spare: SpareKey {
                id,
                private_key: env
                    .ring
                    .seal(&spare_place(id), &material.pkcs8, &*env.entropy),
                created_at: now,
            },
            event: new_id!(env, EventId),
        };
        env.write_platform(scope, work).await?;
        made += 1;
    }
    Ok(made)
}

pub(crate) fn system_event(env: &Environment, kind: EventKind, now: Timestamp) -> Event {
    env.event(kind, now, &RequestContext::by(Actor::System), json!({}))
}

struct PutBy {
    spare: SpareKey,
    /// Global tables have no audit trail: the id only names the unit.
    event: EventId,
}

#[async_trait]
impl PlatformWork for PutBy {
    type Out = ();

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<()>, StoreError> {
        unit.insert_spare_key(&self.spare).await?;
        Ok(Verdict::Commit(()))
    }
}

/// Gives a tenant the RS256 keys it lacks, out of the spare ones; says how many.
pub(crate) async fn supply_tenants(
    env: &Arc<Environment>,
    scope: &TenantScope,
) -> Result<u32, InternalError> {
    let work = Supply {
        env: env.clone(),
        scope: scope.clone(),
        event: system_event(env, EventKind::SigningKeysChanged, env.now()),
    };
    Ok(env.write_platform(scope, work).await?)
}

struct Supply {
    env: Arc<Environment>,
    scope: TenantScope,
    event: Event,
}

#[async_trait]
impl PlatformWork for Supply {
    type Out = u32;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<u32>, StoreError> {
        let rows = unit.list_signing_keys(self.event.at).await?;
        let mut supplied = 0;
        for state in [KeyState::Active, KeyState::Next] {
            let there = rows
                .iter()
                .any(|row| row.algorithm == Algorithm::Rs256 && row.state == state);
            if !there && claim_rsa_key(&self.env, &self.scope, unit, state).await? {
                supplied += 1;
            }
        }
        if supplied == 0 {
            return Ok(Verdict::Rollback(0));
        }
        unit.raise_version(self.event.at).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(supplied))
    }
}

/// Deletes a tenant's keys whose retirement is over.
pub(crate) async fn delete_retired(
    env: &Environment,
    scope: &TenantScope,
) -> Result<u64, InternalError> {
    let work = DeleteRetired {
        event: system_event(env, EventKind::SigningKeysChanged, env.now()),
    };
    Ok(env.write(scope, work).await?)
}

struct DeleteRetired {
    event: Event,
}

#[async_trait]
impl Work for DeleteRetired {
    type Out = u64;

    fn event(&self) -> EventId {
        self.event.id
    }

    async fn run(&self, unit: &dyn Unit) -> Result<Verdict<u64>, StoreError> {
        let gone = unit.delete_retired_signing_keys(self.event.at).await?;
        if gone == 0 {
            return Ok(Verdict::Rollback(0));
        }
        unit.raise_version(self.event.at).await?;
        unit.append_event(&self.event).await?;
        Ok(Verdict::Commit(gone))
    }
}

/// Keeps the installation's secret at the first start; `false` if another process was first.
pub(crate) async fn prepare_instance(
    env: &Environment,
    scope: &TenantScope,
    secret: Sealed,
) -> Result<bool, StoreError> {
    let work = KeepSecret {
        secret,
        event: new_id!(env, EventId),
    };
    env.write_platform(scope, work).await
}

struct KeepSecret {
    secret: Sealed,
    /// Global tables have no audit trail: the id only names the unit.
    event: EventId,
}

#[async_trait]
impl PlatformWork for KeepSecret {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<bool>, StoreError> {
        let kept = unit.insert_instance_secret(&self.secret).await?;
        Ok(Verdict::Commit(kept))
    }
}
