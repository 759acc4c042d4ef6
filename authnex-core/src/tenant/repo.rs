use async_trait::async_trait;

use super::{NewTenant, Slug, Tenant, TenantDetails, TenantState};
use crate::{
    foundation::{PageRequest, TenantId, Timestamp},
    policy::PolicyOverrides,
    store::StoreError,
};

/// Reads of the table of tenants: the platform's.
#[async_trait]
pub trait TenantReads: Send + Sync {
    /// The tenant with this slug.
    async fn find_tenant(&self, slug: &Slug) -> Result<Option<Tenant>, StoreError>;
    /// The tenant with this id.
    async fn find_tenant_by_id(&self, id: TenantId) -> Result<Option<Tenant>, StoreError>;
    /// The configuration version of a tenant.
    async fn tenant_version(&self, id: TenantId) -> Result<Option<i64>, StoreError>;
    /// Tenants by slug, up to one more than the page holds.
    async fn list_tenants(&self, page: &PageRequest<Slug>) -> Result<Vec<Tenant>, StoreError>;
}

/// Writes to the unit's own tenant row.
#[async_trait]
pub trait TenantWrites: Send + Sync {
    /// Claims the slug and makes the tenant; `false` if the slug is taken, or was: the unit is then to be undone.
    async fn insert_tenant(&self, new: &NewTenant) -> Result<bool, StoreError>;
    /// Sets the state if it still is `from`, and raises the version; `false` if it was another.
    async fn set_state(
        &self,
        from: TenantState,
        to: TenantState,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Replaces name, plan and branding and raises the version, if the version still is `version`.
    async fn set_details(
        &self,
        version: i64,
        details: &TenantDetails,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Replaces the overrides, and since when they require a second factor of anybody, and raises the version, if the version still is `version`.
    async fn set_overrides(
        &self,
        version: i64,
        (overrides, mfa_since): (&PolicyOverrides, Option<Timestamp>),
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Raises the version: roles or keys changed.
    async fn raise_version(&self, now: Timestamp) -> Result<(), StoreError>;
}
