use std::collections::HashMap;

use axum::extract::Path;
use http::StatusCode;

use super::subject::changeable;
use crate::{
    error::Failure,
    extract::{Caller, RequestFacts, Tenant},
};

/// `POST /t/{slug}/api/v1/users/{user}/force-password-change`.
pub(crate) async fn force_password_change(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    let user = changeable(&tenant, &caller, &path).await?;
    let context = context.as_actor(caller.actor());
    tenant.force_password_change(user.id, &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
