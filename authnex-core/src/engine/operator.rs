use super::{Authnex, authnex::NewTenantMade};
use crate::{
    flow::{NewTenantRequest, SignUpTenantError, TenantStateError, set_tenant_state},
    foundation::{Page, PageRequest, RequestContext},
    store::StoreError,
    tenant::{Slug, StateChange, Tenant, TenantState},
};

/// What the one who runs the installation may do across tenants.
#[derive(Clone, Debug)]
pub struct Operator(Authnex);

impl Operator {
    pub(super) const fn new(authnex: Authnex) -> Self {
        Self(authnex)
    }

    pub(super) const fn authnex(&self) -> &Authnex {
        &self.0
    }

    /// Makes a tenant with its owner.
    ///
    /// # Errors
    /// [`SignUpTenantError`] says what of the input does not do, or that the slug is taken.
    pub async fn create_tenant(
        &self,
        request: NewTenantRequest,
        context: &RequestContext,
    ) -> Result<NewTenantMade, SignUpTenantError> {
        self.0.sign_up_tenant(request, context).await
    }

    /// Tenants by slug.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn list_tenants(&self, page: &PageRequest<Slug>) -> Result<Page<Tenant>, StoreError> {
        let env = self.0.env();
        let reader = env.store.platform_reader(&env.platform);
        let rows = reader.list_tenants(page).await?;
        Ok(Page::from_rows(rows, page.limit(), |tenant| {
            tenant.slug.to_string()
        }))
    }

    /// Suspends, reactivates, or marks a tenant for deletion.
    ///
    /// # Errors
    /// [`TenantStateError`] says why the state stays.
    pub async fn set_tenant_state(
        &self,
        slug: &str,
        change: StateChange,
        context: &RequestContext,
    ) -> Result<TenantState, TenantStateError> {
        let inner = self.0.inner();
        let scope = inner
            .scope_of(slug)
            .await?
            .ok_or(TenantStateError::UnknownTenant)?;
        let state = set_tenant_state(&inner.env, &scope, change, context).await?;
        inner.snapshots.forget(&scope.snapshot().tenant.slug);
        Ok(state)
    }
}
