use std::collections::HashMap;

use axum::{Json as Answer, extract::Path, response::IntoResponse};

use super::{
    ManagedUserView,
    subject::{etag, named},
};
use crate::{error::Failure, extract::Tenant};

/// `GET /t/{slug}/api/v1/users/{user}`. Another tenant's user is as absent as none.
pub(crate) async fn show(
    Tenant(tenant): Tenant,
    Path(path): Path<HashMap<String, String>>,
) -> Result<impl IntoResponse, Failure> {
    let user = named(&tenant, &path).await?;
    let roles = tenant.role_names(user.id).await?;
    let view = ManagedUserView::of(&user).with_roles(roles);
    Ok((etag(&user), Answer(view)))
}
