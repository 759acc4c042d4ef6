use authnex_core::{Secret, flow::StepUp};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{BearerUser, Json, RequestFacts, Tenant},
};

/// What shows again that the user is the user: the password or a code, one of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepUpBody {
    /// The present password.
    #[schema(value_type = Option<String>)]
    password: Option<Secret>,
    /// A code of the authenticator app, or a recovery code.
    #[schema(value_type = Option<String>)]
    code: Option<Secret>,
}

/// `POST /t/{slug}/api/v1/me/step-up`: renews the session's `auth_time`, for what wants a recent one.
pub(crate) async fn step_up(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Json(body): Json<StepUpBody>,
) -> Result<StatusCode, Failure> {
    let given = match (body.password, body.code) {
        (Some(password), None) => StepUp::Password(password),
        (None, Some(code)) => StepUp::Code(code),
        (Some(_), Some(_)) | (None, None) => {
            return Err(Failure::invalid_input(Vec::new()).with_error(
                "code",
                "one_of_two",
                "Give the password or a code, one of them.",
            ));
        }
    };
    tenant.step_up(&who, given, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
