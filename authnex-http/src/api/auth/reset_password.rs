use authnex_core::{
    Secret,
    flow::{MailedProof, ResetPassword},
};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// A new password, and what the mail gave.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetPasswordBody {
    /// The e-mail address that the mail went to; only the mail's code of eight digits needs it.
    email: Option<String>,
    /// The mail's code of eight digits, or the `code` of its link. `token` means the same.
    #[serde(alias = "token")]
    code: String,
    /// The password to be.
    #[schema(value_type = String)]
    password: Secret,
}

/// `POST /t/{slug}/api/v1/auth/reset-password`: signs nobody in.
pub(crate) async fn reset_password(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<ResetPasswordBody>,
) -> Result<StatusCode, Failure> {
    let request = ResetPassword {
        proof: MailedProof {
            email: body.email,
            code: body.code,
        },
        password: body.password,
    };
    tenant.reset_password(request, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
