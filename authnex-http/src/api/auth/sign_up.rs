use authnex_core::{Secret, flow::NewUserRequest};
use axum::Json as Answer;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::me::UserView,
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// Somebody who wants an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignUpBody {
    /// The e-mail address.
    email: String,
    /// The password.
    #[schema(value_type = String)]
    password: Secret,
    /// The shown name, at most 100 characters.
    name: Option<String>,
}

/// The account that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignUpAnswer {
    /// Its user.
    user: UserView,
}

/// `POST /t/{slug}/api/v1/auth/sign-up`: does not sign in.
pub(crate) async fn sign_up(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<SignUpBody>,
) -> Result<(StatusCode, Answer<SignUpAnswer>), Failure> {
    let request = NewUserRequest {
        email: body.email,
        password: body.password,
        name: body.name,
    };
    let user = tenant.sign_up(request, &context).await?;
    let answer = SignUpAnswer {
        user: UserView::of(&user),
    };
    Ok((StatusCode::CREATED, Answer(answer)))
}
