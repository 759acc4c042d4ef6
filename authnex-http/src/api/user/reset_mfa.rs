use std::collections::HashMap;

use authnex_core::foundation::UserId;
use axum::extract::Path;
use http::StatusCode;

use crate::{
    error::Failure,
    extract::{Caller, RequestFacts, Tenant},
};

/// `POST /t/{slug}/api/v1/users/{user}/reset-mfa`: for who has lost every factor. It is nothing to be done to
/// somebody who may more than the caller. 204 also if there was nothing to take away.
pub(crate) async fn reset_mfa(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    let id = path.get("user").and_then(|id| id.parse().ok());
    let id: UserId = id.ok_or_else(Failure::not_found)?;
    tenant.user(id).await?.ok_or_else(Failure::not_found)?;
    let roles = tenant.role_names(id).await?;
    if let Some(lacking) = tenant.lacks_to_give(caller.permissions(), &roles) {
        return Err(Failure::forbidden(&lacking));
    }
    let context = context.as_actor(caller.actor());
    match tenant.reset_mfa(id, &context).await? {
        Some(_) => Ok(StatusCode::NO_CONTENT),
        None => Err(Failure::not_found()),
    }
}
