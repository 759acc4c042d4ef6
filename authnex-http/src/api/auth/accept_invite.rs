use authnex_core::{
    Secret,
    flow::{AcceptInvite, PasswordSignIn},
};
use axum::Json as Answer;
use serde::Deserialize;
use utoipa::ToSchema;

use super::answer::{SignInAnswer, grant};
use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// Somebody who was invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptInviteBody {
    /// The `token` of the mail's link.
    token: String,
    /// The shown name, at most 100 characters; that of the invitation when absent.
    name: Option<String>,
    /// The password to be.
    #[schema(value_type = String)]
    password: Secret,
    /// For which resource the access token is (RFC 8707); without it, for AuthNex itself.
    resource: Option<String>,
}

/// `POST /t/{slug}/api/v1/auth/accept-invite`: makes the account, and signs in as sign-in does.
pub(crate) async fn accept_invite(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<AcceptInviteBody>,
) -> Result<Answer<SignInAnswer>, Failure> {
    let request = AcceptInvite {
        token: body.token,
        name: body.name,
        password: body.password.clone(),
    };
    let user = tenant.accept_invite(request, &context).await?;
    let sign_in = PasswordSignIn {
        login: user.username,
        password: body.password,
        grant: grant(body.resource),
    };
    let step = tenant.sign_in(sign_in, &context).await?;
    Ok(Answer(step.try_into()?))
}
