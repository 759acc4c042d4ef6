use authnex_core::flow::NewInviteRequest;
use axum::{Json as Answer, response::IntoResponse};
use http::{StatusCode, header::LOCATION};
use serde::Deserialize;
use utoipa::ToSchema;

use super::InviteView;
use crate::{
    error::Failure,
    extract::{Caller, Json, RequestFacts, Tenant},
};

/// Somebody who is to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateInviteBody {
    /// The e-mail address.
    email: String,
    /// The shown name, at most 100 characters; the invited may change it.
    name: Option<String>,
    /// The names of the roles of the account to be; `member` when empty. Other roles need `roles:write` and all that
    /// they allow.
    #[serde(default)]
    roles: Vec<String>,
}

/// `POST /t/{slug}/api/v1/invites`.
pub(crate) async fn create(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Json(body): Json<CreateInviteBody>,
) -> Result<impl IntoResponse, Failure> {
    if let Some(lacking) = tenant.lacks_to_give(caller.permissions(), &body.roles) {
        return Err(Failure::forbidden(&lacking));
    }
    let request = NewInviteRequest {
        email: body.email,
        name: body.name,
        roles: body.roles,
    };
    let context = context.as_actor(caller.actor());
    let invite = tenant.create_invite(&request, &context).await?;
    let authnex = tenant.authnex();
    let path = format!("/t/{}/api/v1/invites/{}", tenant.slug(), invite.id);
    let location = [(LOCATION, authnex.url(&path))];
    let view = InviteView::of(invite, authnex.clock().now());
    Ok((StatusCode::CREATED, location, Answer(view)))
}
