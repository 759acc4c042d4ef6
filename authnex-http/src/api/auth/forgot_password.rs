use axum::Json as Answer;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// Whose mail is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailBody {
    /// The e-mail address or the sign-in name.
    email: String,
}

/// That a mail is on its way, if there is such an account.
#[derive(Serialize, ToSchema)]
pub(crate) struct MailAnswer {
    /// Always `accepted`.
    status: &'static str,
}

impl MailAnswer {
    /// The answer itself.
    pub(crate) const ACCEPTED: (StatusCode, Answer<Self>) =
        (StatusCode::ACCEPTED, Answer(Self { status: "accepted" }));
}

/// `POST /t/{slug}/api/v1/auth/forgot-password`: the answer is the same whether there is such an account or not.
pub(crate) async fn forgot_password(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<MailBody>,
) -> Result<(StatusCode, Answer<MailAnswer>), Failure> {
    tenant.forgot_password(&body.email, &context).await?;
    Ok(MailAnswer::ACCEPTED)
}

/// `POST /t/{slug}/api/v1/auth/verify-email/resend`: the answer is the same in every case.
pub(crate) async fn resend_verification(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<MailBody>,
) -> Result<(StatusCode, Answer<MailAnswer>), Failure> {
    tenant.send_verification(&body.email, &context).await?;
    Ok(MailAnswer::ACCEPTED)
}
