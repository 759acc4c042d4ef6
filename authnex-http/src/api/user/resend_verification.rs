use std::collections::HashMap;

use axum::extract::Path;
use http::StatusCode;

use super::subject::changeable;
use crate::{
    error::Failure,
    extract::{Caller, RequestFacts, Tenant},
};

/// `POST /t/{slug}/api/v1/users/{user}/resend-verification`.
pub(crate) async fn resend_verification(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    let user = changeable(&tenant, &caller, &path).await?;
    let Some(email) = user.email.filter(|_| !user.email_verified) else {
        return Err(Failure::nothing_to_verify());
    };
    let context = context.as_actor(caller.actor());
    tenant.send_verification(email.normal(), &context).await?;
    Ok(StatusCode::NO_CONTENT)
}
