use authnex_core::{
    Secret,
    flow::{NewPassword, NewUserByOperator},
    user::{Attributes, Profile},
};
use axum::{Json as Answer, response::IntoResponse};
use http::{StatusCode, header::LOCATION};
use serde::Deserialize;
use utoipa::ToSchema;

use super::ManagedUserView;
use crate::{
    error::Failure,
    extract::{Caller, Json, RequestFacts, Tenant},
};

/// A user about to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateUserBody {
    /// The sign-in name; the e-mail address when absent.
    username: Option<String>,
    /// The e-mail address.
    email: Option<String>,
    /// Whether the address is known to be the user's own.
    #[serde(default)]
    email_verified: bool,
    /// The shown name, at most 100 characters.
    name: Option<String>,
    /// What else is known of the person, by the names of OpenID Connect's claims.
    #[serde(default)]
    #[schema(value_type = Object)]
    profile: Profile,
    /// What the application keeps with the user.
    #[serde(default)]
    #[schema(value_type = Object)]
    attributes: Attributes,
    /// The password. Without one the user cannot sign in by password.
    #[schema(value_type = Option<String>)]
    password: Option<Secret>,
    /// The password's hash from another system, instead of the password.
    password_hash: Option<String>,
    /// Whether the first sign-in must set another password.
    #[serde(default)]
    must_change_password: bool,
    /// The names of the user's roles; `member` when empty. Other roles need `roles:write` and all that they allow.
    #[serde(default)]
    roles: Vec<String>,
}

impl CreateUserBody {
    fn password(&mut self) -> Result<Option<NewPassword>, Failure> {
        match (self.password.take(), self.password_hash.take()) {
            (Some(_), Some(_)) => Err(Failure::invalid_input(Vec::new()).with_error(
                "password_hash",
                "password_twice",
                "Give the password or its hash, not both.",
            )),
            (Some(plain), None) => Ok(Some(NewPassword::Plain(plain))),
            (None, Some(hash)) => Ok(Some(NewPassword::Hash(hash))),
            (None, None) => Ok(None),
        }
    }
}

/// `POST /t/{slug}/api/v1/users`.
pub(crate) async fn create(
    Tenant(tenant): Tenant,
    caller: Caller,
    RequestFacts(context): RequestFacts,
    Json(mut body): Json<CreateUserBody>,
) -> Result<impl IntoResponse, Failure> {
    if let Some(lacking) = tenant.lacks_to_give(caller.permissions(), &body.roles) {
        return Err(Failure::forbidden(&lacking));
    }
    let request = NewUserByOperator {
        password: body.password()?,
        username: body.username,
        email: body.email,
        email_verified: body.email_verified,
        name: body.name,
        profile: body.profile,
        attributes: body.attributes,
        must_change_password: body.must_change_password,
        roles: body.roles,
    };
    let context = context.as_actor(caller.actor());
    let user = tenant.create_user(request, &context).await?;
    let roles = tenant.role_names(user.id).await?;
    let path = format!("/t/{}/api/v1/users/{}", tenant.slug(), user.id);
    let location = [(LOCATION, tenant.authnex().url(&path))];
    let view = ManagedUserView::of(&user).with_roles(roles);
    Ok((StatusCode::CREATED, location, Answer(view)))
}
