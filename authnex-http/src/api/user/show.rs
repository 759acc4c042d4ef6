use std::collections::HashMap;

use authnex_core::foundation::UserId;
use axum::{Json as Answer, extract::Path};

use super::ManagedUserView;
use crate::{error::Failure, extract::Tenant};

/// `GET /t/{slug}/api/v1/users/{user}`. Another tenant's user is as absent as none.
pub(crate) async fn show(
    Tenant(tenant): Tenant,
    Path(path): Path<HashMap<String, String>>,
) -> Result<Answer<ManagedUserView>, Failure> {
    let id = path.get("user").and_then(|id| id.parse().ok());
    let id: UserId = id.ok_or_else(Failure::not_found)?;
    let user = tenant.user(id).await?.ok_or_else(Failure::not_found)?;
    let roles = tenant.role_names(id).await?;
    Ok(Answer(ManagedUserView::of(&user).with_roles(roles)))
}
