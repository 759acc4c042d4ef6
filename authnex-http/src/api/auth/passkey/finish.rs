use authnex_core::{SignInPlace, flow::PasskeySignIn};
use axum::{
    Json as Answer,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::super::answer::{SignInAnswer, grant};
use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// A browser's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FinishPasskeyBody {
    /// The handle of the ceremony.
    pub(crate) flow: String,
    /// The answer, as `PublicKeyCredential.toJSON()` writes it.
    #[schema(value_type = Object)]
    pub(crate) credential: Value,
    /// For which resource the access token is (RFC 8707); without it, for AuthNex itself.
    pub(crate) resource: Option<String>,
    /// For AuthNex's own pages, with the header `X-CSRF-Token`: `hosted` or `portal`. The session is then in a
    /// cookie, there are no tokens, and the answer says where to go on.
    pub(crate) page: Option<PageName>,
}

/// A page of AuthNex's own.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PageName {
    /// A tenant's own pages.
    Hosted,
    /// The portal.
    Portal,
}

/// What comes after it.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum PasskeyAnswer {
    /// To whoever asks for tokens.
    Step(SignInAnswer),
    /// To a page: where to go on.
    #[cfg(feature = "portal")]
    Page {
        /// A path of this origin.
        location: String,
    },
}

/// `POST /t/{slug}/api/v1/auth/passkey/finish`.
pub(crate) async fn finish_passkey(
    #[cfg(feature = "portal")] asking: crate::portal::AskingPage,
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<FinishPasskeyBody>,
) -> Result<Response, Failure> {
    if let Some(page) = body.page {
        #[cfg(feature = "portal")]
        {
            let answer = (body.flow, body.credential);
            return asking.finish_passkey(page, &tenant, answer, &context).await;
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
    let step = tenant.passkey_sign_in(step, &context).await?;
    let answer = PasskeyAnswer::Step(step.try_into()?);
    Ok(Answer(answer).into_response())
}
