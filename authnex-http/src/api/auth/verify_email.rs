use authnex_core::flow::MailedProof;
use axum::{
    Json as Answer,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::answer::{SignInAnswer, grant};
use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// What the mail gave, and the sign-in that waits for it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyEmailBody {
    /// The e-mail address that the mail went to; only the mail's code of eight digits needs it.
    email: Option<String>,
    /// The mail's code of eight digits, or the `code` of its link. `token` means the same. May be left out with
    /// `flow`, when the address was verified elsewhere.
    #[serde(alias = "token")]
    code: Option<String>,
    /// The handle of the sign-in that answered `verify_email`: it goes on.
    flow: Option<String>,
    /// For which resource the access token is (RFC 8707).
    resource: Option<String>,
}

/// `POST /t/{slug}/api/v1/auth/verify-email`: 204, or the next step of the sign-in that waits.
pub(crate) async fn verify_email(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<VerifyEmailBody>,
) -> Result<Response, Failure> {
    if body.code.is_some() || body.flow.is_none() {
        let proof = MailedProof {
            email: body.email,
            code: body.code.unwrap_or_default(),
        };
        tenant.verify_email(&proof, &context).await?;
    }
    let Some(flow) = body.flow else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let step = tenant
        .continue_verified_sign_in(&flow, grant(body.resource), &context)
        .await?;
    Ok(Answer(SignInAnswer::try_from(step)?).into_response())
}
