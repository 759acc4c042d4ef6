use axum::{Json as Answer, response::IntoResponse};
use http::{
    StatusCode,
    header::{ETAG, LOCATION},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{RoleView, view::version};
use crate::{
    error::Failure,
    extract::{Caller, Json, RequestFacts, Tenant},
};

/// A role about to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateRoleBody {
    /// Its name: 1 to 40 of a-z, 0-9, `-`, `_`.
    name: String,
    /// What it allows: permissions of AuthNex that the caller holds, and `noun:verb` of the application's own.
    #[serde(default)]
    permissions: Vec<String>,
}

/// `POST /t/{slug}/api/v1/roles`.
pub(crate) async fn create(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Json(body): Json<CreateRoleBody>,
) -> Result<impl IntoResponse, Failure> {
    if let Some(lacking) = tenant.lacks_to_allow(caller.permissions(), &body.permissions) {
        return Err(Failure::forbidden(&lacking));
    }
    let permissions: Vec<&str> = body.permissions.iter().map(String::as_str).collect();
    let context = context.as_actor(caller.actor());
    let id = tenant
        .create_role(&body.name, &permissions, &context)
        .await?;
    let role = tenant.find_role(id).await?.ok_or_else(Failure::not_found)?;
    let path = format!("/t/{}/api/v1/roles/{id}", tenant.slug());
    let headers = [
        (LOCATION, tenant.authnex().url(&path)),
        (ETAG, version(&role)),
    ];
    Ok((StatusCode::CREATED, headers, Answer(RoleView::of(&role))))
}
