use authnex_core::{CurrentUser, TenantHandle, foundation::UserId, user::User};
use axum::{
    extract::{Path, Query, rejection::QueryRejection},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::view::{Shown, draw};
use crate::{
    error::Failure,
    extract::Visitor,
    portal::{flash::Done, look::Look},
};

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    done: Option<String>,
    cursor: Option<String>,
}

/// One user.
pub(in crate::portal) async fn show(
    look: Look,
    visitor: Visitor,
    headers: HeaderMap,
    Path(user): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Query(asked) = asked.unwrap_or_default();
    let shown = Shown {
        flash: Done::flash(look.texts, asked.done.as_deref()),
        cursor: asked.cursor.and_then(|cursor| cursor.parse().ok()),
        refused: None,
    };
    draw((&look, &visitor, &headers), &user, StatusCode::OK, shown).await
}

/// The page of a user.
pub(super) fn path_of(user: &User) -> String {
    format!("/portal/users/{}", user.id)
}

/// The user with this id. Another tenant's is as absent as none.
pub(super) async fn named(tenant: &TenantHandle, id: &str) -> Result<User, Failure> {
    let id: UserId = id.parse().map_err(|_| Failure::not_found())?;
    tenant.user(id).await?.ok_or_else(Failure::not_found)
}

/// As [`named`], for a change: nothing is done to somebody who may more.
pub(super) async fn changeable(
    tenant: &TenantHandle,
    who: &CurrentUser,
    id: &str,
) -> Result<User, Failure> {
    let user = named(tenant, id).await?;
    match tenant.lacks_to_change(&who.permissions, &user).await? {
        Some(lacking) => Err(Failure::forbidden(&lacking)),
        None => Ok(user),
    }
}
