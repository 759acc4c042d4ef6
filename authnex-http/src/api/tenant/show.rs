use axum::{Json as Answer, extract::State};

use super::TenantView;
use crate::{extract::Tenant, state::HttpState};

/// `GET /api/v1/tenants/{slug}`.
pub(crate) async fn show(
    State(state): State<HttpState>,
    Tenant(tenant): Tenant,
) -> Answer<TenantView> {
    let stored = &tenant.scope().snapshot().tenant;
    Answer(TenantView::of(stored, state.authnex()))
}
