use authnex_core::Secret;
use axum::Json as Answer;
use serde::Deserialize;
use utoipa::ToSchema;

use super::answer::{SignInAnswer, grant};
use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// The password that a sign-in demands.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePasswordBody {
    /// The handle that the sign-in answered with.
    flow: String,
    /// The password to be.
    #[schema(value_type = String)]
    new_password: Secret,
    /// For which resource the access token is (RFC 8707).
    resource: Option<String>,
}

/// `POST /t/{slug}/api/v1/auth/change-password`: a step of the sign-in machine.
pub(crate) async fn change_password(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<ChangePasswordBody>,
) -> Result<Answer<SignInAnswer>, Failure> {
    let grant = grant(body.resource);
    let step = tenant
        .change_required_password(&body.flow, body.new_password, grant, &context)
        .await?;
    Ok(Answer(step.try_into()?))
}
