use authnex_core::{
    foundation::UserId,
    user::{Email, UserFilter, UserStatus},
};
use axum::Json as Answer;
use serde::Serialize;
use utoipa::ToSchema;

use super::ManagedUserView;
use crate::{
    error::Failure,
    extract::{Filter, FilteredQuery, Tenant},
};

/// A page of users.
#[derive(Serialize, ToSchema)]
pub(crate) struct UsersAnswer {
    /// The users.
    items: Vec<ManagedUserView>,
    /// What to hand in as `cursor` for the next page; null at the end.
    next_cursor: Option<String>,
}

impl Filter for UserFilter {
    fn set(&mut self, name: &str, value: &str) -> Result<bool, Failure> {
        match name {
            "email" => {
                let wrong = |error| Failure::wrong_parameter("email", error);
                self.email = Some(Email::parse(value).map_err(wrong)?);
            }
            "username" => self.username = Some(value.to_owned()),
            "status" => {
                let wrong = || Failure::wrong_parameter("status", "Say active or suspended.");
                self.status = Some(UserStatus::parse(value).ok_or_else(wrong)?);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// `GET /t/{slug}/api/v1/users`.
pub(crate) async fn list(
    Tenant(tenant): Tenant,
    query: FilteredQuery<UserId, UserFilter>,
) -> Result<Answer<UsersAnswer>, Failure> {
    let page = tenant.find_users(&query.filter, &query.page).await?;
    Ok(Answer(UsersAnswer {
        items: page.items.iter().map(ManagedUserView::of).collect(),
        next_cursor: page.next_cursor,
    }))
}
