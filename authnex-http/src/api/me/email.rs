use authnex_core::{Secret, flow::EmailChange};
use axum::Json as Answer;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::auth::MailAnswer,
    error::Failure,
    extract::{BearerUser, Json, RequestFacts, Tenant},
};

/// A wish for another e-mail address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmailBody {
    /// The present password.
    #[schema(value_type = String)]
    current_password: Secret,
    /// The address to be.
    email: String,
}

/// `POST /t/{slug}/api/v1/me/email`: mails a link and a code to the address to be; nothing changes before one of them
/// is used.
pub(crate) async fn change_email(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Json(body): Json<EmailBody>,
) -> Result<(StatusCode, Answer<MailAnswer>), Failure> {
    let request = EmailChange {
        current_password: body.current_password,
        email: body.email,
    };
    tenant.request_email_change(&who, request, &context).await?;
    Ok(MailAnswer::ACCEPTED)
}
