use authnex_core::{Secret, SignInPlace, flow::SecondFactorAnswer};
use axum::Json as Answer;
use serde::Deserialize;
use utoipa::ToSchema;

use super::answer::{SignInAnswer, grant};
use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// The second factor that a sign-in wants.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondFactorBody {
    /// The handle that the sign-in answered with.
    flow: String,
    /// A code of the authenticator app, or a recovery code.
    #[schema(value_type = String)]
    code: Secret,
    /// For which resource the access token is (RFC 8707).
    resource: Option<String>,
}

/// `POST /t/{slug}/api/v1/auth/second-factor`: a step of the sign-in machine. A wrong code leaves the handle good.
pub(crate) async fn second_factor(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<SecondFactorBody>,
) -> Result<Answer<SignInAnswer>, Failure> {
    let answer = SecondFactorAnswer {
        code: body.code,
        trust_browser: false,
    };
    let step = (body.flow.as_str(), answer, SignInPlace::Tenant);
    let grant = grant(body.resource);
    let step = tenant.answer_second_factor(step, grant, &context).await?;
    Ok(Answer(step.try_into()?))
}
