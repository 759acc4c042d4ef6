use authnex_core::{Secret, flow::ChangePassword};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{BearerUser, Json, RequestFacts, Tenant},
};

/// A change of the own password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordBody {
    /// The present password.
    #[schema(value_type = String)]
    current_password: Secret,
    /// The password to be.
    #[schema(value_type = String)]
    new_password: Secret,
    /// Whether the other sessions end; the policy may end them anyway.
    #[serde(default)]
    end_other_sessions: bool,
}

/// `POST /t/{slug}/api/v1/me/password`.
pub(crate) async fn change_password(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Json(body): Json<PasswordBody>,
) -> Result<StatusCode, Failure> {
    let request = ChangePassword {
        current: body.current_password,
        new: body.new_password,
        end_other_sessions: body.end_other_sessions,
    };
    let context = context.as_actor(who.actor());
    tenant.change_password(&who, request, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
