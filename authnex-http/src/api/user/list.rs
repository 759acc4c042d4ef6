use authnex_core::{
    role::RoleName,
    user::{Email, UserCursor, UserFilter, UserOrder, UserStatus},
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
            "role" => {
                let wrong = |error| Failure::wrong_parameter("role", error);
                self.role = Some(RoleName::parse(value).map_err(wrong)?);
            }
            // Nothing begins with nothing: a form that was left empty.
            "filter" => self.search = Some(value.trim().to_owned()).filter(|text| !text.is_empty()),
            "sort" => {
                let wrong = || {
                    let all = UserOrder::ALL.map(UserOrder::as_str).join(", ");
                    Failure::wrong_parameter("sort", format!("Say one of {all}."))
                };
                self.order = UserOrder::parse(value).ok_or_else(wrong)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// `GET /t/{slug}/api/v1/users`.
pub(crate) async fn list(
    Tenant(tenant): Tenant,
    query: FilteredQuery<UserCursor, UserFilter>,
) -> Result<Answer<UsersAnswer>, Failure> {
    check(&query)?;
    let page = tenant.find_users(&query.filter, &query.page).await?;
    Ok(Answer(UsersAnswer {
        items: page.items.iter().map(ManagedUserView::of).collect(),
        next_cursor: page.next_cursor,
    }))
}

/// Whether the parameters go together.
fn check(query: &FilteredQuery<UserCursor, UserFilter>) -> Result<(), Failure> {
    if !query.filter.is_possible() {
        return Err(Failure::wrong_parameter(
            "sort",
            "Users with a role are sorted by 'joined', what 'filter' finds by 'username'; neither goes with an exact \
             name or with the other.",
        ));
    }
    match query.page.after() {
        Some(cursor) if !query.filter.takes_cursor(cursor) => Err(Failure::wrong_parameter(
            "cursor",
            "This cursor is of another order. Begin anew.",
        )),
        _ => Ok(()),
    }
}
