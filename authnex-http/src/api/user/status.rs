use std::collections::HashMap;

use authnex_core::user::UserStatus;
use axum::extract::Path;
use http::StatusCode;

use super::subject::changeable;
use crate::{
    error::Failure,
    extract::{Caller, RequestFacts, Tenant},
};

/// `POST /t/{slug}/api/v1/users/{user}/suspend`. 204 also if the user was suspended already.
pub(crate) async fn suspend(
    tenant: Tenant,
    caller: Caller,
    facts: RequestFacts,
    path: Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    set(UserStatus::Suspended, tenant, caller, facts, path).await
}

/// `POST /t/{slug}/api/v1/users/{user}/reactivate`. 204 also if the user was active already.
pub(crate) async fn reactivate(
    tenant: Tenant,
    caller: Caller,
    facts: RequestFacts,
    path: Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    set(UserStatus::Active, tenant, caller, facts, path).await
}

async fn set(
    status: UserStatus,
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    let user = changeable(&tenant, &caller, &path).await?;
    let context = context.as_actor(caller.actor());
    tenant.change_user_status(user.id, status, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
