use authnex_core::{SignInPlace, flow::PasskeyCeremony};
use axum::Json as Answer;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::finish::PageName;
use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// Who is to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeginPasskeyBody {
    /// The e-mail address or the sign-in name; without it the authenticator says whose passkey it is.
    email: Option<String>,
    /// The handle of a sign-in that waits for its second factor, which the passkey then is.
    sign_in: Option<String>,
    /// For AuthNex's own pages, with the header `X-CSRF-Token`: the sign-in waits in the browser's cookie.
    page: Option<PageName>,
}

/// What the browser is asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct CeremonyAnswer {
    /// The handle under which its answer is taken: once, within ten minutes.
    flow: String,
    /// The options, for `parseRequestOptionsFromJSON` or `parseCreationOptionsFromJSON` (WebAuthn 5.1).
    #[schema(value_type = Object)]
    public_key: Value,
}

impl From<PasskeyCeremony> for CeremonyAnswer {
    fn from(begun: PasskeyCeremony) -> Self {
        Self {
            flow: begun.flow.expose().to_owned(),
            public_key: begun.public_key,
        }
    }
}

/// `POST /t/{slug}/api/v1/auth/passkey/begin`.
pub(crate) async fn begin_passkey(
    #[cfg(feature = "portal")] asking: crate::portal::AskingPage,
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<BeginPasskeyBody>,
) -> Result<Answer<CeremonyAnswer>, Failure> {
    let begun = match (body.page, body.sign_in) {
        #[cfg(feature = "portal")]
        (Some(page), _) => asking.begin_second_factor(page, &tenant, &context).await?,
        #[cfg(not(feature = "portal"))]
        (Some(_), _) => return Err(Failure::not_found()),
        (None, Some(flow)) => {
            let waiting = (flow.as_str(), SignInPlace::Tenant);
            tenant
                .begin_passkey_second_factor(waiting, &context)
                .await?
        }
        (None, None) => tenant.begin_passkey_sign_in(body.email.as_deref()).await?,
    };
    Ok(Answer(begun.into()))
}
