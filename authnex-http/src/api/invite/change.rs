use std::collections::HashMap;

use axum::{Json as Answer, extract::Path};
use http::StatusCode;

use super::{InviteView, list::invite_id};
use crate::{
    error::Failure,
    extract::{Caller, RequestFacts, Tenant},
};

/// `POST /t/{slug}/api/v1/invites/{invite}/resend`.
pub(crate) async fn resend(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
) -> Result<Answer<InviteView>, Failure> {
    let id = invite_id(&path)?;
    may_give(&tenant, &caller, id).await?;
    let context = context.as_actor(caller.actor());
    let invite = tenant.resend_invite(id, &context).await?;
    Ok(Answer(InviteView::of(
        invite,
        tenant.authnex().clock().now(),
    )))
}

/// Sending again gives the invitation's roles again: whoever may not give them may not do so.
async fn may_give(
    tenant: &authnex_core::TenantHandle,
    caller: &Caller,
    id: authnex_core::foundation::InviteId,
) -> Result<(), Failure> {
    let found = tenant.find_invite(id).await?;
    let invite = found.ok_or_else(Failure::not_found)?;
    let roles: Vec<String> = invite
        .roles
        .iter()
        .map(|role| role.as_str().to_owned())
        .collect();
    match tenant.lacks_to_give(caller.permissions(), &roles) {
        Some(lacking) => Err(Failure::forbidden(&lacking)),
        None => Ok(()),
    }
}

/// `DELETE /t/{slug}/api/v1/invites/{invite}`.
pub(crate) async fn revoke(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    let context = context.as_actor(caller.actor());
    tenant.revoke_invite(invite_id(&path)?, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
