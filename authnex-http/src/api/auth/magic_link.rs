use authnex_core::flow::{MailedProof, MailedSignIn, SignInMailRequest};
use axum::{
    Json as Answer,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    MailAnswer,
    answer::{SignInAnswer, grant},
};
use crate::{
    error::Failure,
    extract::{Json, RequestFacts, Tenant},
};

/// A sign-in by mail: without `code` a mail is asked for, with it the sign-in goes on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MagicLinkBody {
    /// The e-mail address or the sign-in name; beside a link's `code` it is not needed.
    email: Option<String>,
    /// The mail's code of eight digits, or the `code` of its link. `token` means the same.
    #[serde(alias = "token")]
    code: Option<String>,
    /// For which resource the access token is (RFC 8707); without it, for AuthNex itself.
    resource: Option<String>,
}

/// `POST /t/{slug}/api/v1/auth/magic-link`: that a mail was asked for is answered the same whether there is such an
/// account or not.
pub(crate) async fn magic_link(
    Tenant(tenant): Tenant,
    RequestFacts(context): RequestFacts,
    Json(body): Json<MagicLinkBody>,
) -> Result<Response, Failure> {
    let Some(code) = body.code else {
        let request = SignInMailRequest {
            login: body.email.unwrap_or_default(),
            ..SignInMailRequest::default()
        };
        tenant.send_sign_in_mail(&request, &context).await?;
        return Ok(MailAnswer::ACCEPTED.into_response());
    };
    let request = MailedSignIn {
        proof: MailedProof {
            email: body.email,
            code,
        },
        grant: grant(body.resource),
    };
    let step = tenant.sign_in_by_mail(request, &context).await?;
    let answer: SignInAnswer = step.try_into()?;
    Ok(Answer(answer).into_response())
}
