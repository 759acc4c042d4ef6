use askama::Template;
use authnex_core::{
    CurrentUser, TenantHandle,
    foundation::{PageRequest, Timestamp},
    invite::{Invite, InviteState},
    user::{UserOrder, UserStatus},
};
use axum::{
    extract::{Query, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};

use super::query::UsersQuery;
use crate::{
    error::Failure,
    extract::Visitor,
    portal::{
        admitted::admitted,
        flash::Done,
        form::{FormView, Refused},
        frame::Frame,
        look::Look,
        page::profile::ago,
        response::page_again,
        shell::{Room, Shell},
    },
    text::Texts,
};

/// Users on one page, the most invitations that are listed, and how many pages of old ones are looked through.
const USERS: u32 = 25;
const INVITES: usize = 50;
const PAGES_OF_INVITES: usize = 5;

#[derive(Template)]
#[template(path = "portal/users.html")]
struct UsersPage {
    frame: Frame,
    shell: Shell,
    path: String,
    search: String,
    status: &'static str,
    sort: &'static str,
    is_filtered: bool,
    by_name: SortLink,
    by_joined: SortLink,
    rows: Vec<UserRow>,
    first: Option<String>,
    next: Option<String>,
    /// `None` for whoever may not invite.
    invite: Option<FormView>,
    roles: Vec<(String, String)>,
    invites: Vec<InviteRow>,
}

/// The head of a column by which the table can be sorted.
struct SortLink {
    path: String,
    /// `ascending`, `descending` or `none`.
    direction: &'static str,
}

struct UserRow {
    id: String,
    email: String,
    name: String,
    is_active: bool,
    is_verified: bool,
    roles: Vec<String>,
    joined: String,
    joined_at: String,
}

struct InviteRow {
    id: String,
    email: String,
    roles: String,
    sent: String,
    until: String,
}

/// The table.
pub(in crate::portal) async fn show(
    look: Look,
    visitor: Visitor,
    headers: HeaderMap,
    query: Result<Query<UsersQuery>, QueryRejection>,
) -> Response {
    let Query(query) = query.unwrap_or_default();
    draw((&look, &visitor, &headers), query, None).await
}

/// The table, with the form of an invitation that was refused.
pub(super) async fn draw(
    (look, visitor, headers): (&Look, &Visitor, &HeaderMap),
    query: UsersQuery,
    refused: Option<Refused>,
) -> Response {
    let Some(shell) = Shell::of(visitor, headers, Room::Users) else {
        return Failure::sign_in_required().into_response();
    };
    let (status, form) = match refused {
        None => ((StatusCode::OK, None), FormView::default()),
        Some(refused) => ((refused.status, refused.retry_after), refused.view),
    };
    let filled = async {
        let signed_in = admitted(visitor, "users:read")?;
        fill(look, signed_in, (query, shell), form).await
    };
    match filled.await {
        Ok(template) => page_again(visitor, status, &template),
        Err(failure) => failure.into_response(),
    }
}

async fn fill(
    look: &Look,
    (tenant, who): (&TenantHandle, &CurrentUser),
    (query, shell): (UsersQuery, Shell),
    form: FormView,
) -> Result<UsersPage, Failure> {
    let now = tenant.authnex().clock().now();
    let path = format!("{}/portal/users", look.base);
    let filter = query.filter();
    let cursor = query.cursor(&filter);
    let is_first = cursor.is_none();
    let found = tenant
        .find_users(&filter, &PageRequest::new(USERS, cursor))
        .await?;
    let mut rows = Vec::with_capacity(found.items.len());
    for user in &found.items {
        let email = user.email.as_ref();
        rows.push(UserRow {
            id: user.id.to_string(),
            email: email.map_or_else(|| user.username.clone(), |email| email.as_str().to_owned()),
            name: user.name.clone().unwrap_or_default(),
            is_active: user.status == UserStatus::Active,
            is_verified: user.email_verified,
            roles: tenant.role_names(user.id).await?,
            joined: ago(look.texts, user.created_at, now),
            joined_at: user.created_at.to_string(),
        });
    }
    let mut frame = look.bare(look.texts.get("nav-users"));
    frame.flash = Done::flash(look.texts, query.done.as_deref());
    let may_invite = who.may("users:write");
    let order = filter.order;
    let sort = |ascending, descending| SortLink::of(&query, &path, order, (ascending, descending));
    Ok(UsersPage {
        search: query.search().to_owned(),
        status: query.status().map_or("", UserStatus::as_str),
        sort: order.as_str(),
        is_filtered: query.is_filtered(),
        by_name: sort(UserOrder::Username, UserOrder::UsernameLast),
        by_joined: sort(UserOrder::Joined, UserOrder::JoinedLast),
        rows,
        first: (!is_first).then(|| query.address(&path, order, None)),
        next: found
            .next_cursor
            .map(|cursor| query.address(&path, order, Some(&cursor))),
        invite: may_invite.then_some(form),
        roles: roles_to_give(tenant, who),
        invites: pending(look.texts, tenant, now).await?,
        path,
        frame,
        shell,
    })
}

impl SortLink {
    fn of(
        query: &UsersQuery,
        path: &str,
        order: UserOrder,
        (ascending, descending): (UserOrder, UserOrder),
    ) -> Self {
        let direction = match order {
            order if order == ascending => "ascending",
            order if order == descending => "descending",
            _ => "none",
        };
        let other = if order == ascending {
            descending
        } else {
            ascending
        };
        // What is searched for has its own order: to sort is to show all again.
        let all = UsersQuery::default();
        let of = if query.search().is_empty() {
            query
        } else {
            &all
        };
        Self {
            path: of.address(path, other, None),
            direction,
        }
    }
}

/// The roles that whoever looks may give, as options; the member's comes first.
pub(super) fn roles_to_give(tenant: &TenantHandle, who: &CurrentUser) -> Vec<(String, String)> {
    let roles = tenant.scope().snapshot().roles.values();
    let mut names: Vec<String> = roles
        .map(|role| role.name.as_str().to_owned())
        .filter(|name| {
            let one = std::slice::from_ref(name);
            tenant.lacks_to_give(&who.permissions, one).is_none()
        })
        .collect();
    names.sort_by_key(|name| (name != "member", name.clone()));
    names.into_iter().map(|name| (name.clone(), name)).collect()
}

/// The invitations that wait, the oldest first.
async fn pending(
    texts: &Texts,
    tenant: &TenantHandle,
    now: Timestamp,
) -> Result<Vec<InviteRow>, Failure> {
    let (mut rows, mut cursor) = (Vec::new(), None);
    for _ in 0..PAGES_OF_INVITES {
        let request = PageRequest::new(PageRequest::<()>::MAX_LIMIT, cursor.take());
        let found = tenant.list_invites(&request).await?;
        let waiting = found
            .items
            .iter()
            .filter(|invite| invite.state(now) == InviteState::Pending);
        rows.extend(waiting.map(|invite| InviteRow::of(texts, invite, now)));
        cursor = found.next_cursor.and_then(|next| next.parse().ok());
        if cursor.is_none() || rows.len() >= INVITES {
            break;
        }
    }
    rows.truncate(INVITES);
    Ok(rows)
}

impl InviteRow {
    fn of(texts: &Texts, invite: &Invite, now: Timestamp) -> Self {
        let roles: Vec<&str> = invite
            .roles
            .iter()
            .map(authnex_core::role::RoleName::as_str)
            .collect();
        Self {
            id: invite.id.to_string(),
            email: invite.email.as_str().to_owned(),
            roles: roles.join(", "),
            sent: ago(texts, invite.sent_at, now),
            until: invite.expires_at.to_string(),
        }
    }
}
