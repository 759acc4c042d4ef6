use authnex_core::{Authnex, foundation::Timestamp, tenant::Tenant};
use serde::Serialize;
use utoipa::ToSchema;

/// A tenant as the operator sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = OperatedTenantView)]
pub(crate) struct TenantView {
    /// `ten_…`.
    id: String,
    /// The organization identifier.
    slug: String,
    /// The shown name.
    name: String,
    /// Its issuer.
    issuer: String,
    /// `active`, `suspended` or `deletion_requested`.
    state: &'static str,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl TenantView {
    pub(super) fn of(tenant: &Tenant, authnex: &Authnex) -> Self {
        Self {
            id: tenant.id.to_string(),
            slug: tenant.slug.to_string(),
            name: tenant.name.clone(),
            issuer: authnex.url(&format!("/t/{}", tenant.slug)),
            state: tenant.state.as_str(),
            created_at: tenant.created_at,
        }
    }
}
