use std::collections::BTreeSet;

use super::Operator;
use crate::{
    flow::{InternalError, bare_scope, rewrap_data_key, rewrap_instance_secret, rewrap_spare_key},
    foundation::{PageRequest, RequestContext, SigningKeyId},
    keyring::Sealed,
    signing_key::SpareKey,
    store::StoreError,
    tenant::{Slug, Tenant},
};

/// Spare keys that are asked for at once.
const PAGE: u32 = 200;

/// What was wrapped with the active master key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rewrapped {
    /// How many tenants' data keys.
    pub tenants: u64,
    /// How many spare signing keys.
    pub spare_keys: u64,
    /// Whether the installation's secret.
    pub instance: bool,
}

/// What the master keys wrap.
impl Operator {
    /// Wraps everything that another master key than the active one wraps, one unit for each. It may be cut off and
    /// called again: it goes on with what is left.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer, or a key is not in the ring.
    pub async fn rewrap(&self, context: &RequestContext) -> Result<Rewrapped, InternalError> {
        let inner = self.authnex().inner();
        let env = &inner.env;
        let mut done = Rewrapped {
            instance: rewrap_instance_secret(env, &inner.scope).await?,
            ..Rewrapped::default()
        };
        let mut after: Option<Slug> = None;
        loop {
            let tenants = self.tenants_after(after.take()).await?;
            for tenant in tenants.iter().filter(|tenant| !tenant.is_shredded()) {
                let scope = bare_scope(env, tenant.id, tenant.slug.clone())?;
                done.tenants += u64::from(rewrap_data_key(env, &scope, tenant, context).await?);
            }
            match tenants.last() {
                Some(last) => after = Some(last.slug.clone()),
                None => break,
            }
        }
        let mut after = None;
        loop {
            let spares = self.spare_keys_after(after).await?;
            for spare in &spares {
                done.spare_keys += u64::from(rewrap_spare_key(env, &inner.scope, spare).await?);
            }
            after = spares.last().map(|last| last.id);
            if after.is_none() {
                return Ok(done);
            }
        }
    }

    /// The ids of the master keys with which anything is wrapped.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn master_keys_in_use(&self) -> Result<BTreeSet<u32>, InternalError> {
        let env = self.authnex().env();
        let reader = env.store.platform_reader(&env.platform);
        let mut used = BTreeSet::new();
        used.extend(reader.instance_secret().await?.as_ref().and_then(key_of));
        drop(reader);
        let mut after: Option<Slug> = None;
        loop {
            let tenants: Vec<Tenant> = self.tenants_after(after.take()).await?;
            used.extend(tenants.iter().filter_map(|tenant| key_of(&tenant.data_key)));
            match tenants.last() {
                Some(last) => after = Some(last.slug.clone()),
                None => break,
            }
        }
        let mut after = None;
        loop {
            let spares = self.spare_keys_after(after).await?;
            used.extend(spares.iter().filter_map(|spare| key_of(&spare.private_key)));
            after = spares.last().map(|last| last.id);
            if after.is_none() {
                return Ok(used);
            }
        }
    }

    async fn spare_keys_after(
        &self,
        after: Option<SigningKeyId>,
    ) -> Result<Vec<SpareKey>, StoreError> {
        let env = self.authnex().env();
        let reader = env.store.platform_reader(&env.platform);
        reader.list_spare_keys(&PageRequest::new(PAGE, after)).await
    }
}

fn key_of(sealed: &Sealed) -> Option<u32> {
    sealed.key_id().ok()
}
