use authnex_core::{Secret, SignInPlace};
use axum::Json as Answer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{SignInAnswer, grant};
use crate::{
    api::me::TotpSetupAnswer,
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// A sign-in that wants a second factor enrolled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnrolMfaBody {
    /// The handle that the sign-in answered with; it stays good.
    flow: String,
}

/// The first code of the authenticator app that a sign-in wants.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmMfaBody {
    /// The handle that the sign-in answered with.
    flow: String,
    /// The code that the app shows.
    #[schema(value_type = String)]
    code: Secret,
    /// For which resource the access token is (RFC 8707).
    resource: Option<String>,
}

/// What comes after the enrolment.
#[derive(Serialize, ToSchema)]
pub(crate) struct EnrolledAnswer {
    /// The next step of the sign-in.
    #[serde(flatten)]
    step: SignInAnswer,
    /// Ten codes that stand in for a lost app, each once. They are shown this once.
    recovery_codes: Vec<String>,
}

/// `POST /t/{slug}/api/v1/auth/enrol-mfa/totp`.
pub(crate) async fn start_enrolment(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<EnrolMfaBody>,
) -> Result<Answer<TotpSetupAnswer>, Failure> {
    let waits = (body.flow.as_str(), SignInPlace::Tenant);
    let setup = tenant.start_totp_at_sign_in(waits, &context).await?;
    Ok(Answer(TotpSetupAnswer::of(&setup)))
}

/// `POST /t/{slug}/api/v1/auth/enrol-mfa/totp/confirm`: a step of the sign-in machine. A wrong code leaves the
/// handle good.
pub(crate) async fn confirm_enrolment(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<ConfirmMfaBody>,
) -> Result<Answer<EnrolledAnswer>, Failure> {
    let step = (body.flow.as_str(), &body.code, SignInPlace::Tenant);
    let grant = grant(body.resource);
    let (step, codes) = tenant
        .confirm_totp_at_sign_in(step, grant, &context)
        .await?;
    Ok(Answer(EnrolledAnswer {
        step: step.try_into()?,
        recovery_codes: codes.iter().map(|code| code.expose().to_owned()).collect(),
    }))
}
