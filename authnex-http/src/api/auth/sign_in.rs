use authnex_core::{Secret, flow::PasswordSignIn};
use axum::{Json as Answer, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;

use super::answer::{SignInAnswer, grant};
use crate::{
    error::Failure,
    extract::{Json, RequestFacts, SlugPath},
    state::HttpState,
};

/// A sign-in by password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInBody {
    /// The e-mail address or the sign-in name.
    email: String,
    /// The password.
    #[schema(value_type = String)]
    password: Secret,
    /// For which resource the access token is (RFC 8707); without it, for AuthNex itself.
    resource: Option<String>,
}

/// `POST /t/{slug}/api/v1/auth/sign-in`. An unknown tenant costs and answers what a wrong password does.
pub(crate) async fn sign_in(
    State(state): State<HttpState>,
    SlugPath(slug): SlugPath,
    RequestFacts(context): RequestFacts,
    Json(body): Json<SignInBody>,
) -> Result<Answer<SignInAnswer>, Failure> {
    let authnex = state.authnex();
    let Some(tenant) = authnex.tenant(&slug).await? else {
        let refused =
            authnex.sign_in_to_unknown_tenant(&slug, &body.email, body.password, &context);
        return Err(refused.await.into());
    };
    let request = PasswordSignIn {
        login: body.email,
        password: body.password,
        grant: grant(body.resource),
    };
    let step = tenant.sign_in(request, &context).await?;
    Ok(Answer(step.try_into()?))
}
