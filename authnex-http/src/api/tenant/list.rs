use authnex_core::tenant::Slug;
use axum::{Json as Answer, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::TenantView;
use crate::{error::Failure, extract::PageQuery, state::HttpState};

/// A page of tenants.
#[derive(Serialize, ToSchema)]
pub(crate) struct TenantsAnswer {
    /// The tenants, by slug.
    items: Vec<TenantView>,
    /// What to hand in as `cursor` for the next page; null at the end.
    next_cursor: Option<String>,
}

/// `GET /api/v1/tenants`.
pub(crate) async fn list(
    State(state): State<HttpState>,
    PageQuery(page): PageQuery<Slug>,
) -> Result<Answer<TenantsAnswer>, Failure> {
    let authnex = state.authnex();
    let page = authnex.operator().list_tenants(&page).await?;
    Ok(Answer(TenantsAnswer {
        items: page
            .items
            .iter()
            .map(|tenant| TenantView::of(tenant, authnex))
            .collect(),
        next_cursor: page.next_cursor,
    }))
}
