use authnex_core::flow::MailedProof;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// What the mail to an address to be gave.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmEmailBody {
    /// The address to be; only the mail's code of eight digits needs it.
    email: Option<String>,
    /// The mail's code of eight digits, or the `code` of its link. `token` means the same.
    #[serde(alias = "token")]
    code: String,
}

/// `POST /t/{slug}/api/v1/auth/confirm-email`.
pub(crate) async fn confirm_email(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<ConfirmEmailBody>,
) -> Result<StatusCode, Failure> {
    let proof = MailedProof {
        email: body.email,
        code: body.code,
    };
    tenant.confirm_email_change(&proof, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
