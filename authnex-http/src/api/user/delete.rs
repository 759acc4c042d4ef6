use std::collections::HashMap;

use axum::extract::Path;
use http::StatusCode;

use super::subject::{changeable, version};
use crate::{
    error::Failure,
    extract::{Caller, IfMatch, RequestFacts, Tenant},
};

/// `DELETE /t/{slug}/api/v1/users/{user}`.
pub(crate) async fn delete(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
    condition: IfMatch,
) -> Result<StatusCode, Failure> {
    let user = changeable(&tenant, &caller, &path).await?;
    let is_bound = condition.binds(&version(&user))?;
    let seen_at = is_bound.then_some(user.updated_at);
    let context = context.as_actor(caller.actor());
    tenant.delete_user(user.id, seen_at, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
