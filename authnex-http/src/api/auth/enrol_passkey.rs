use authnex_core::{SignInPlace, flow::PasskeySignIn};
use axum::{
    Json as Answer,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    answer::grant,
    passkey::{CeremonyAnswer, FinishPasskeyBody, PageName, PasskeyAnswer},
};
use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// A sign-in that wants a second factor enrolled, which a passkey is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeginEnrolPasskeyBody {
    /// The handle that the sign-in answered with; it stays good.
    flow: Option<String>,
    /// For AuthNex's own pages, with the header `X-CSRF-Token`: the sign-in waits in the browser's cookie.
    page: Option<PageName>,
}

/// `POST /t/{slug}/api/v1/auth/enrol-mfa/passkey/begin`.
pub(crate) async fn begin_passkey_enrolment(
    #[cfg(feature = "portal")] asking: crate::portal::AskingPage,
    Tenant(tenant): Tenant,
    Json(body): Json<BeginEnrolPasskeyBody>,
) -> Result<Answer<CeremonyAnswer>, Failure> {
    let begun = match body.page {
        #[cfg(feature = "portal")]
        Some(page) => asking.begin_enrolment(page, &tenant).await?,
        #[cfg(not(feature = "portal"))]
        Some(_) => return Err(Failure::not_found()),
        None => {
            let flow = body.flow.unwrap_or_default();
            let waits = (flow.as_str(), SignInPlace::Tenant);
            tenant.begin_passkey_at_sign_in(waits).await?
        }
    };
    Ok(Answer(begun.into()))
}

/// `POST /t/{slug}/api/v1/auth/enrol-mfa/passkey/finish`: a step of the sign-in machine.
pub(crate) async fn finish_passkey_enrolment(
    #[cfg(feature = "portal")] asking: crate::portal::AskingPage,
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<FinishPasskeyBody>,
) -> Result<Response, Failure> {
    if let Some(page) = body.page {
        #[cfg(feature = "portal")]
        {
            let answer = (body.flow, body.credential);
            return asking
                .finish_enrolment(page, &tenant, answer, &context)
                .await;
        }
        #[cfg(not(feature = "portal"))]
        {
            let _ = page;
            return Err(Failure::not_found());
        }
    }
    let request = PasskeySignIn {
        flow: body.flow,
        credential: body.credential,
        grant: grant(body.resource),
    };
    let step = (request, SignInPlace::Tenant);
    let step = tenant.finish_passkey_at_sign_in(step, &context).await?;
    Ok(Answer(PasskeyAnswer::Step(step.try_into()?)).into_response())
}
