use authnex_core::Secret;
use axum::Json as Answer;
use serde::Serialize;
use utoipa::ToSchema;

use super::totp::CodeBody;
use crate::{
    error::Failure,
    extract::{BearerUser, Json, RequestFacts, Tenant},
};

/// How many recovery codes there are.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodesLeft {
    /// Codes that were not used yet.
    left: u32,
}

/// Fresh recovery codes.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodesAnswer {
    /// Ten codes that stand in for a lost app, each once. They are shown this once.
    recovery_codes: Vec<String>,
}

impl RecoveryCodesAnswer {
    pub(super) fn of(codes: &[Secret]) -> Self {
        Self {
            recovery_codes: codes.iter().map(|code| code.expose().to_owned()).collect(),
        }
    }
}

/// `GET /t/{slug}/api/v1/me/recovery-codes`.
pub(crate) async fn count_recovery_codes(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
) -> Result<Answer<RecoveryCodesLeft>, Failure> {
    let factors = tenant.enrolled_factors(who.user.id).await?;
    Ok(Answer(RecoveryCodesLeft {
        left: factors.recovery_codes,
    }))
}

/// `POST /t/{slug}/api/v1/me/recovery-codes`: fresh ones, on a code of the app or a recovery code; the old ones are
/// good no longer.
pub(crate) async fn replace_recovery_codes(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Json(body): Json<CodeBody>,
) -> Result<Answer<RecoveryCodesAnswer>, Failure> {
    let codes = tenant
        .replace_recovery_codes(&who, &body.code, &context)
        .await?;
    Ok(Answer(RecoveryCodesAnswer::of(&codes)))
}
