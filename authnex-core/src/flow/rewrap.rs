use async_trait::async_trait;
use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Environment, InternalError, environment::new_id, key_supply::spare_place};
use crate::{
    event::{Event, EventKind},
    foundation::{EventId, RequestContext, SigningKeyId, TenantScope},
    keyring::{Sealed, SealedPlace},
    signing_key::SpareKey,
    store::{PlatformUnit, PlatformWork, StoreError, Verdict},
    tenant::Tenant,
};

use super::make_tenant::data_key_place;

/// Where the installation's secret stands.
pub(crate) const INSTANCE_SECRET_PLACE: SealedPlace = SealedPlace {
    tenant: None,
    table: "authnex_instance",
    column: "secret",
    row: Uuid::nil(),
};

/// What is wrapped anew.
#[expect(clippy::large_enum_variant, reason = "one of them lives for one unit")]
enum What {
    DataKey(Event),
    InstanceSecret,
    SpareKey(SigningKeyId),
}

/// Wraps a tenant's data key with the ring's active key; `false` if it is, or was changed meanwhile.
pub(crate) async fn rewrap_data_key(
    env: &Environment,
    scope: &TenantScope,
    tenant: &Tenant,
    context: &RequestContext,
) -> Result<bool, InternalError> {
    let place = data_key_place(tenant.id);
    let Some(new) = sealed_anew(env, &place, &tenant.data_key)? else {
        return Ok(false);
    };
    let data = json!({"key": env.ring.active_key()});
    let event = env.event(EventKind::DataKeyRewrapped, env.now(), context, data);
    let old = tenant.data_key.clone();
    put(env, scope, (What::DataKey(event), old, new)).await
}

/// Wraps a spare signing key with the ring's active key; `false` if it is, or was taken meanwhile.
pub(crate) async fn rewrap_spare_key(
    env: &Environment,
    scope: &TenantScope,
    spare: &SpareKey,
) -> Result<bool, InternalError> {
    let Some(new) = sealed_anew(env, &spare_place(spare.id), &spare.private_key)? else {
        return Ok(false);
    };
    let old = spare.private_key.clone();
    put(env, scope, (What::SpareKey(spare.id), old, new)).await
}

/// Wraps the installation's secret with the ring's active key; `false` if it is.
pub(crate) async fn rewrap_instance_secret(
    env: &Environment,
    scope: &TenantScope,
) -> Result<bool, InternalError> {
    let reader = env.store.platform_reader(&env.platform);
    let Some(old) = reader.instance_secret().await? else {
        return Ok(false);
    };
    drop(reader);
    let Some(new) = sealed_anew(env, &INSTANCE_SECRET_PLACE, &old)? else {
        return Ok(false);
    };
    put(env, scope, (What::InstanceSecret, old, new)).await
}

/// `None` if the active key sealed it.
fn sealed_anew(
    env: &Environment,
    place: &SealedPlace,
    old: &Sealed,
) -> Result<Option<Sealed>, InternalError> {
    let refused = |error: &dyn std::fmt::Display| {
        InternalError::Keys(format!("{}.{}: {error}", place.table, place.column))
    };
    if old.key_id().map_err(|error| refused(&error))? == env.ring.active_key() {
        return Ok(None);
    }
    let plain = env.ring.open(place, old).map_err(|error| refused(&error))?;
    let plain = Zeroizing::new(plain);
    Ok(Some(env.ring.seal(place, &plain, &*env.entropy)))
}

async fn put(
    env: &Environment,
    scope: &TenantScope,
    (what, old, new): (What, Sealed, Sealed),
) -> Result<bool, InternalError> {
    // Global tables have no audit trail: the id only names the unit.
    let event = match &what {
        What::DataKey(event) => event.id,
        What::InstanceSecret | What::SpareKey(_) => new_id!(env, EventId),
    };
    let work = Put {
        event,
        what,
        old,
        new,
    };
    Ok(env.write_platform(scope, work).await?)
}

struct Put {
    event: EventId,
    what: What,
    old: Sealed,
    new: Sealed,
}

#[async_trait]
impl PlatformWork for Put {
    type Out = bool;

    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<Verdict<bool>, StoreError> {
        let (old, new) = (&self.old, &self.new);
        let done = match &self.what {
            What::DataKey(event) => {
                let done = unit.rewrap_data_key(old, new).await?;
                if done {
                    unit.append_event(event).await?;
                }
                done
            }
            What::InstanceSecret => unit.rewrap_instance_secret(old, new).await?,
            What::SpareKey(id) => unit.rewrap_spare_key(*id, old, new).await?,
        };
        Ok(if done {
            Verdict::Commit(true)
        } else {
            Verdict::Rollback(false)
        })
    }
}
