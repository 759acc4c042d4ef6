use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// What the mail about a lock gave.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnlockBody {
    /// The `code` of the mail's link. `token` means the same.
    #[serde(alias = "token")]
    code: String,
}

/// `POST /t/{slug}/api/v1/auth/unlock`: signs nobody in.
pub(crate) async fn unlock(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<UnlockBody>,
) -> Result<StatusCode, Failure> {
    tenant.unlock_account(&body.code, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
