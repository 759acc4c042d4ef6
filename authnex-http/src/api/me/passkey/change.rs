use std::collections::HashMap;

use authnex_core::foundation::PasskeyId;
use axum::extract::Path;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{BearerUser, Json, RequestFacts, Tenant},
};

/// Another name for a passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenamePasskeyBody {
    /// 1 to 60 characters.
    name: String,
}

/// Another user's passkey is as absent as none.
fn id_of(path: &HashMap<String, String>) -> Result<PasskeyId, Failure> {
    let id = path.get("passkey").and_then(|id| id.parse().ok());
    id.ok_or_else(Failure::not_found)
}

/// `PATCH /t/{slug}/api/v1/me/passkeys/{passkey}`.
pub(crate) async fn rename_passkey(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
    Json(body): Json<RenamePasskeyBody>,
) -> Result<StatusCode, Failure> {
    let change = (id_of(&path)?, body.name.as_str());
    tenant.rename_passkey(&who, change, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /t/{slug}/api/v1/me/passkeys/{passkey}`.
pub(crate) async fn remove_passkey(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    tenant.remove_passkey(&who, id_of(&path)?, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
