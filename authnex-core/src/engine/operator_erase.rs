use super::Operator;
use crate::{
    flow::{TenantStateError, bare_scope, bury, erase_rows, set_tenant_state, shred},
    foundation::{RequestContext, TenantScope},
    store::StoreError,
    tenant::{Slug, StateChange, Tenant, TenantState},
};

/// What was erased of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Erased {
    /// How many rows, in all tables.
    pub rows: u64,
    /// Whether the tenant had been erased before; rows are then stragglers of processes that did not know yet.
    pub already: bool,
}

impl Operator {
    /// Deletes a tenant for good: marks it, destroys its data key, erases its rows in bounded units, and leaves a
    /// tombstone, so that its organization identifier is not given out again. There is no way back.
    ///
    /// It may be cut off at any point and called again: it goes on where it was. Other processes refuse everything
    /// within a second; what one of them wrote within that second is erased by another call.
    ///
    /// # Errors
    /// [`TenantStateError`] if there never was such a tenant, or it was reactivated meanwhile.
    pub async fn delete_tenant(
        &self,
        slug: &str,
        context: &RequestContext,
    ) -> Result<Erased, TenantStateError> {
        let slug = Slug::parse(slug).map_err(|_| TenantStateError::UnknownTenant)?;
        let inner = self.authnex().inner();
        // What is decided here must not hang on what was true half a second ago.
        inner.snapshots.forget(&slug);
        let Some(tenant) = self.stored(&slug).await? else {
            let rows = self.erase_stragglers(slug).await?;
            return Ok(Erased {
                rows,
                already: true,
            });
        };
        let scope = self.mark_and_shred(tenant, context).await?;
        let env = &inner.env;
        let mut rows = erase_rows(env, &scope).await?;
        bury(env, &scope).await?;
        rows += erase_rows(env, &scope).await?;
        inner.snapshots.forget(&slug);
        tracing::info!(tenant = %slug, rows, "erased");
        Ok(Erased {
            rows,
            already: false,
        })
    }

    async fn stored(&self, slug: &Slug) -> Result<Option<Tenant>, StoreError> {
        let env = self.authnex().env();
        let reader = env.store.platform_reader(&env.platform);
        reader.find_tenant(slug).await
    }

    async fn erase_stragglers(&self, slug: Slug) -> Result<u64, TenantStateError> {
        let env = self.authnex().env();
        let former = env
            .store
            .platform_reader(&env.platform)
            .find_former_tenant(&slug)
            .await?
            .ok_or(TenantStateError::UnknownTenant)?;
        let scope = bare_scope(env, former.id, slug)?;
        Ok(erase_rows(env, &scope).await?)
    }

    /// From here on there is no tenant any more for whoever asks.
    async fn mark_and_shred(
        &self,
        tenant: Tenant,
        context: &RequestContext,
    ) -> Result<TenantScope, TenantStateError> {
        let inner = self.authnex().inner();
        let env = &inner.env;
        if tenant.state != TenantState::DeletionRequested {
            let scope = inner
                .scope_of(tenant.slug.as_str())
                .await?
                .ok_or(TenantStateError::UnknownTenant)?;
            set_tenant_state(env, &scope, StateChange::RequestDeletion, context).await?;
        }
        let scope = bare_scope(env, tenant.id, tenant.slug)?;
        if !shred(env, &scope).await? {
            return Err(TenantStateError::Raced);
        }
        inner.snapshots.forget(&scope.snapshot().tenant.slug);
        Ok(scope)
    }
}
