use std::collections::HashMap;

use authnex_core::{
    flow::UserUpdate,
    user::{Attributes, Profile},
};
use axum::{Json as Answer, extract::Path, response::IntoResponse};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    ManagedUserView,
    subject::{changeable, etag, version},
};
use crate::{
    error::Failure,
    extract::{Caller, IfMatch, Json, RequestFacts, Tenant},
};

/// What is to become of a user; what is absent stays, an empty text takes away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateUserBody {
    /// The sign-in name.
    username: Option<String>,
    /// The e-mail address; another one is not verified until said otherwise.
    email: Option<String>,
    /// Whether the address is known to be the user's own.
    email_verified: Option<bool>,
    /// The shown name, at most 100 characters.
    name: Option<String>,
    /// What else is known of the person, by the names of OpenID Connect's claims.
    #[serde(default)]
    #[schema(value_type = Object)]
    profile: Profile,
    /// What the application keeps with the user, whole.
    #[schema(value_type = Option<Object>)]
    attributes: Option<Attributes>,
    /// The names of all roles that the user is to have; `member` when empty. Other roles need `roles:write` and all
    /// that they allow.
    roles: Option<Vec<String>>,
}

/// `PATCH /t/{slug}/api/v1/users/{user}`.
pub(crate) async fn update(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
    condition: IfMatch,
    Json(body): Json<UpdateUserBody>,
) -> Result<impl IntoResponse, Failure> {
    let user = changeable(&tenant, &caller, &path).await?;
    let given = body.roles.as_deref().unwrap_or_default();
    if let Some(lacking) = tenant.lacks_to_give(caller.permissions(), given) {
        return Err(Failure::forbidden(&lacking));
    }
    let is_bound = condition.binds(&version(&user))?;
    let update = UserUpdate {
        username: body.username,
        email: body.email,
        email_verified: body.email_verified,
        name: body.name,
        profile: body.profile,
        attributes: body.attributes,
        takes_other_roles: body.roles.is_some(),
        roles: body.roles.unwrap_or_default(),
        seen_at: is_bound.then_some(user.updated_at),
        ..UserUpdate::default()
    };
    let context = context.as_actor(caller.actor());
    tenant.update_user(user.id, update, &context).await?;
    let user = tenant.user(user.id).await?.ok_or_else(Failure::not_found)?;
    let roles = tenant.role_names(user.id).await?;
    let view = ManagedUserView::of(&user).with_roles(roles);
    Ok((etag(&user), Answer(view)))
}
