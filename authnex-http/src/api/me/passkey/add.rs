use axum::Json as Answer;
use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::PasskeyView;
use crate::{
    api::auth::CeremonyAnswer,
    error::Failure,
    extract::{BearerUser, Json, RequestFacts, Tenant},
};

/// Nothing is to be said yet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeginAddBody {}

/// A browser's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddPasskeyBody {
    /// The handle of the ceremony.
    pub(in crate::api::me) flow: String,
    /// The answer, as `PublicKeyCredential.toJSON()` writes it.
    #[schema(value_type = Object)]
    pub(in crate::api::me) credential: Value,
}

/// `POST /t/{slug}/api/v1/me/passkeys/begin`.
pub(crate) async fn begin_add_passkey(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    Json(BeginAddBody {}): Json<BeginAddBody>,
) -> Result<Answer<CeremonyAnswer>, Failure> {
    let begun = tenant.begin_add_passkey(&who).await?;
    Ok(Answer(begun.into()))
}

/// `POST /t/{slug}/api/v1/me/passkeys/finish`.
pub(crate) async fn finish_add_passkey(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Json(body): Json<AddPasskeyBody>,
) -> Result<(StatusCode, Answer<PasskeyView>), Failure> {
    let answer = (body.flow.as_str(), &body.credential);
    let passkey = tenant.finish_add_passkey(&who, answer, &context).await?;
    Ok((StatusCode::CREATED, Answer((&passkey).into())))
}
