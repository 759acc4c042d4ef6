use authnex_core::{Secret, flow::TotpSetup, totp::qr_svg};
use axum::Json as Answer;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::recovery_codes::RecoveryCodesAnswer;
use crate::{
    error::Failure,
    extract::{BearerUser, Json, RequestFacts, Tenant},
};

/// Whether there is an authenticator app.
#[derive(Serialize, ToSchema)]
pub(crate) struct TotpAnswer {
    /// Whether an app is in use.
    enrolled: bool,
}

/// A wish for another authenticator app.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StartTotpBody {
    /// A code of the app that is in use, or a recovery code, if there is an app.
    #[schema(value_type = Option<String>)]
    code: Option<Secret>,
}

/// A secret for an authenticator app: shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct TotpSetupAnswer {
    /// In base32, in groups of four characters, for typing in.
    secret: String,
    /// For an app on the same device.
    otpauth_uri: String,
    /// The URI as a QR code: an SVG element.
    qr_svg: String,
}

impl TotpSetupAnswer {
    pub(crate) fn of(setup: &TotpSetup) -> Self {
        Self {
            secret: setup.secret.expose().to_owned(),
            otpauth_uri: setup.uri.expose().to_owned(),
            qr_svg: qr_svg(setup.uri.expose()),
        }
    }
}

/// A code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeBody {
    /// A code of the authenticator app, or a recovery code where one is taken.
    #[schema(value_type = String)]
    pub(super) code: Secret,
}

/// `GET /t/{slug}/api/v1/me/totp`.
pub(crate) async fn show_totp(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
) -> Result<Answer<TotpAnswer>, Failure> {
    let factors = tenant.enrolled_factors(who.user.id).await?;
    Ok(Answer(TotpAnswer {
        enrolled: factors.totp,
    }))
}

/// `POST /t/{slug}/api/v1/me/totp`: makes a secret, which is of no use before a code confirms it.
pub(crate) async fn start_totp(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Json(body): Json<StartTotpBody>,
) -> Result<(StatusCode, Answer<TotpSetupAnswer>), Failure> {
    let code = body.code.as_ref();
    let setup = tenant.start_totp(&who, code, &context).await?;
    Ok((StatusCode::CREATED, Answer(TotpSetupAnswer::of(&setup))))
}

/// `POST /t/{slug}/api/v1/me/totp/confirm`: takes the app into use.
pub(crate) async fn confirm_totp(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Json(body): Json<CodeBody>,
) -> Result<Answer<RecoveryCodesAnswer>, Failure> {
    let codes = tenant.confirm_totp(&who, &body.code, &context).await?;
    Ok(Answer(RecoveryCodesAnswer::of(&codes)))
}

/// `DELETE /t/{slug}/api/v1/me/totp`: takes the app away, on a code of it or a recovery code.
pub(crate) async fn remove_totp(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Json(body): Json<CodeBody>,
) -> Result<StatusCode, Failure> {
    tenant.remove_totp(&who, &body.code, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
