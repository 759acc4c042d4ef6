use std::collections::HashMap;

use authnex_core::{TenantHandle, foundation::RoleId, role::Role};
use axum::{Json as Answer, extract::Path, response::IntoResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::{RoleView, view::etag};
use crate::{error::Failure, extract::Tenant};

/// All roles: a tenant has few.
#[derive(Serialize, ToSchema)]
pub(crate) struct RolesAnswer {
    /// The roles, by name.
    items: Vec<RoleView>,
    /// Always null.
    next_cursor: Option<String>,
}

/// `GET /t/{slug}/api/v1/roles`.
pub(crate) async fn list(Tenant(tenant): Tenant) -> Result<Answer<RolesAnswer>, Failure> {
    let roles = tenant.list_roles().await?;
    Ok(Answer(RolesAnswer {
        items: roles.iter().map(RoleView::of).collect(),
        next_cursor: None,
    }))
}

/// `GET /t/{slug}/api/v1/roles/{role}`.
pub(crate) async fn show(
    Tenant(tenant): Tenant,
    Path(path): Path<HashMap<String, String>>,
) -> Result<impl IntoResponse, Failure> {
    let role = named(&tenant, &path).await?;
    Ok((etag(&role), Answer(RoleView::of(&role))))
}

/// The role that the path names. Another tenant's is as absent as none.
pub(super) async fn named(
    tenant: &TenantHandle,
    path: &HashMap<String, String>,
) -> Result<Role, Failure> {
    let id = path.get("role").and_then(|id| id.parse().ok());
    let id: RoleId = id.ok_or_else(Failure::not_found)?;
    tenant.find_role(id).await?.ok_or_else(Failure::not_found)
}
