use std::collections::HashMap;

use authnex_core::{TenantHandle, foundation::UserId, user::User};
use http::{HeaderName, header::ETAG};

use crate::{error::Failure, extract::Caller};

/// The user that the path names. Another tenant's is as absent as none.
pub(super) async fn named(
    tenant: &TenantHandle,
    path: &HashMap<String, String>,
) -> Result<User, Failure> {
    let id = path.get("user").and_then(|id| id.parse().ok());
    let id: UserId = id.ok_or_else(Failure::not_found)?;
    tenant.user(id).await?.ok_or_else(Failure::not_found)
}

/// As [`named`], for a change: nothing is done to somebody who may more than the caller.
pub(super) async fn changeable(
    tenant: &TenantHandle,
    caller: &Caller,
    path: &HashMap<String, String>,
) -> Result<User, Failure> {
    let user = named(tenant, path).await?;
    match tenant.lacks_to_change(caller.permissions(), &user).await? {
        Some(lacking) => Err(Failure::forbidden(&lacking)),
        None => Ok(user),
    }
}

/// The version of a user, as `ETag`: each change of what is shown is another moment.
pub(super) fn version(user: &User) -> String {
    format!("\"{:x}\"", user.updated_at.as_micros())
}

pub(super) fn etag(user: &User) -> [(HeaderName, String); 1] {
    [(ETAG, version(user))]
}
