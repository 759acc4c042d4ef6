use std::sync::PoisonError;

use super::Workers;
use crate::{
    flow::{InternalError, clean_tenant, relay_events},
    foundation::{PageRequest, TenantId},
    tenant::{Slug, Tenant},
};

/// Tenants that the cleaner looks at in one turn.
const CLEANED: u32 = 20;

/// Tenants whose events are relayed in one turn.
const RELAYED: usize = 1_000;

impl Workers {
    /// Relays the events that have gathered: the hook sees them, usage and the seal follow. How many there were.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer; what was not relayed is relayed later. A tenant whose
    /// keys do not open is left out and logged.
    pub async fn relay(&self) -> Result<usize, InternalError> {
        let env = &self.inner.env;
        let (mut after, mut relayed) = (None, 0);
        for _ in 0..RELAYED {
            let reader = env.store.platform_reader(&env.platform);
            let Some(next) = reader.next_tenant_to_relay(after).await? else {
                break;
            };
            after = Some(next);
            if let Some(tenant) = reader.find_tenant_by_id(next).await? {
                relayed += self.relay_tenant(tenant).await?;
            }
        }
        Ok(relayed)
    }

    async fn relay_tenant(&self, tenant: Tenant) -> Result<usize, InternalError> {
        let id: TenantId = tenant.id;
        match self.inner.upkeep_scope(tenant) {
            Ok(scope) => relay_events(&self.inner.env, &scope).await,
            Err(error) => {
                tracing::warn!(tenant = %id, %error, "this tenant's events cannot be relayed");
                Ok(0)
            }
        }
    }

    /// Clears the next tenants of spent rows, of events past their retention and of old usage. Each tenant has its
    /// turn once an hour at most, on one node. How many rows went.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn clean(&self) -> Result<u64, InternalError> {
        let env = &self.inner.env;
        let after = self
            .cleaned
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let page = PageRequest::new(CLEANED, after);
        let tenants = env
            .store
            .platform_reader(&env.platform)
            .list_tenants(&page)
            .await?;
        // One row more than the page holds says that there is a next page; at the end it begins anew.
        let more = tenants.len() > CLEANED as usize;
        let (mut gone, mut last): (u64, Option<Slug>) = (0, None);
        for tenant in tenants.into_iter().take(CLEANED as usize) {
            last = Some(tenant.slug.clone());
            let id = tenant.id;
            match self.inner.upkeep_scope(tenant) {
                Ok(scope) => {
                    gone += clean_tenant(env, &scope).await?.unwrap_or(0);
                    // What another process left behind when it ended.
                    let reader = env.store.reader(&scope);
                    if !reader.due_logout_notices(env.now(), 1).await?.is_empty() {
                        env.logout_bell.ring(&scope.snapshot().tenant.slug);
                    }
                }
                Err(error) => {
                    tracing::warn!(tenant = %id, %error, "this tenant cannot be cleaned");
                }
            }
        }
        *self.cleaned.lock().unwrap_or_else(PoisonError::into_inner) = last.filter(|_| more);
        Ok(gone)
    }
}
