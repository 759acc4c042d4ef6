use axum::{
    Json as Answer,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    answer::grant,
    passkey::{CeremonyAnswer, FinishPasskeyBody, PasskeyAnswer},
};
use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// Somebody who was invited, and wants to sign in by passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeginAcceptBody {
    /// The `token` of the mail's link; it stays good.
    token: String,
    /// The shown name, at most 100 characters; that of the invitation when absent.
    name: Option<String>,
}

/// `POST /t/{slug}/api/v1/auth/accept-invite/passkey/begin`.
pub(crate) async fn begin_accept_by_passkey(
    Tenant(tenant): Tenant,
    Json(body): Json<BeginAcceptBody>,
) -> Result<Answer<CeremonyAnswer>, Failure> {
    let invited = (body.token.as_str(), body.name.as_deref());
    Ok(Answer(
        tenant.begin_accept_by_passkey(invited).await?.into(),
    ))
}

/// `POST /t/{slug}/api/v1/auth/accept-invite/passkey/finish`: makes the account, and signs in as sign-in does.
pub(crate) async fn finish_accept_by_passkey(
    #[cfg(feature = "portal")] asking: crate::portal::AskingPage,
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<FinishPasskeyBody>,
) -> Result<Response, Failure> {
    if body.page.is_some() {
        #[cfg(feature = "portal")]
        {
            let answer = (body.flow, body.credential);
            return asking.finish_invitation(&tenant, answer, &context).await;
        }
        #[cfg(not(feature = "portal"))]
        return Err(Failure::not_found());
    }
    let answer = (body.flow.as_str(), &body.credential);
    let grant = grant(body.resource);
    let accepted = tenant.finish_accept_by_passkey(answer, &grant, &context);
    let step = accepted.await?.sign_in?;
    Ok(Answer(PasskeyAnswer::Step(step.try_into()?)).into_response())
}
