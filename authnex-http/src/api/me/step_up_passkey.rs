use axum::Json as Answer;
use http::StatusCode;

use super::{AddPasskeyBody, BeginAddBody};
use crate::{
    api::auth::CeremonyAnswer,
    error::Failure,
    extract::{BearerUser, Json, RequestFacts, Tenant},
};

/// `POST /t/{slug}/api/v1/me/step-up/passkey/begin`.
pub(crate) async fn begin_passkey_step_up(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    Json(BeginAddBody {}): Json<BeginAddBody>,
) -> Result<Answer<CeremonyAnswer>, Failure> {
    Ok(Answer(tenant.begin_passkey_step_up(&who).await?.into()))
}

/// `POST /t/{slug}/api/v1/me/step-up/passkey/finish`: renews the session's `auth_time`.
pub(crate) async fn finish_passkey_step_up(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Json(body): Json<AddPasskeyBody>,
) -> Result<StatusCode, Failure> {
    let answer = (body.flow.as_str(), body.credential);
    tenant.step_up_by_passkey(&who, answer, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
