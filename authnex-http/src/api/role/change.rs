use std::collections::HashMap;

use axum::{Json as Answer, extract::Path, response::IntoResponse};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    RoleView,
    list::named,
    view::{etag, version},
};
use crate::{
    error::Failure,
    extract::{Caller, IfMatch, Json, RequestFacts, Tenant},
};

/// What is to become of a role.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeRoleBody {
    /// All that it is to allow: permissions of AuthNex that the caller holds, and `noun:verb` of the application's
    /// own. What it allows already may stay.
    permissions: Vec<String>,
}

/// `PATCH /t/{slug}/api/v1/roles/{role}`.
pub(crate) async fn change(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
    condition: IfMatch,
    Json(body): Json<ChangeRoleBody>,
) -> Result<impl IntoResponse, Failure> {
    let role = named(&tenant, &path).await?;
    let has = |text: &&String| role.permissions.iter().any(|held| held.as_str() == *text);
    let added: Vec<String> = body
        .permissions
        .iter()
        .filter(|text| !has(text))
        .cloned()
        .collect();
    if let Some(lacking) = tenant.lacks_to_allow(caller.permissions(), &added) {
        return Err(Failure::forbidden(&lacking));
    }
    let is_bound = condition.binds(&version(&role))?;
    // What was given is checked by what the caller saw, and holds for nothing else.
    let seen = (is_bound || !added.is_empty()).then(|| role.permissions.clone());
    let context = context.as_actor(caller.actor());
    tenant
        .change_role(role.id, &body.permissions, seen, &context)
        .await?;
    let role = tenant.find_role(role.id).await?;
    let role = role.ok_or_else(Failure::not_found)?;
    Ok((etag(&role), Answer(RoleView::of(&role))))
}

/// `DELETE /t/{slug}/api/v1/roles/{role}`.
pub(crate) async fn delete(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
    condition: IfMatch,
) -> Result<StatusCode, Failure> {
    let role = named(&tenant, &path).await?;
    let is_bound = condition.binds(&version(&role))?;
    let context = context.as_actor(caller.actor());
    tenant
        .delete_role(
            role.id,
            is_bound.then(|| role.permissions.clone()),
            &context,
        )
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
