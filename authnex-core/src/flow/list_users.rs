use std::cmp::Ordering;

use super::sign_in::normal_login;
use crate::{
    foundation::{Page, PageRequest, RoleId, TenantScope, UserId},
    role::RoleName,
    store::{Reader, StoreError},
    user::{Email, Searched, User, UserCursor, UserFilter, UserOrder},
};

/// A page of users by role, status, beginning and order.
pub(crate) async fn list_users(
    reader: &dyn Reader,
    scope: &TenantScope,
    filter: &UserFilter,
    page: &PageRequest<UserCursor>,
) -> Result<Page<User>, StoreError> {
    if let Some(search) = &filter.search {
        return search_users(reader, search, filter, page).await;
    }
    let nobody = || Page::from_rows(Vec::new(), page.limit(), |_| String::new());
    if let Some(name) = &filter.role {
        let Some((role, page)) = role_named(scope, name).zip(joined(page)) else {
            return Ok(nobody());
        };
        let of = (role, filter.status);
        let rows = reader.list_users_with_role(of, filter.order, &page).await?;
        return Ok(Page::from_rows(rows, page.limit(), by_joined));
    }
    if filter.order.is_by_joined() {
        let Some(page) = joined(page) else {
            return Ok(nobody());
        };
        let rows = reader
            .list_users_by_joined(filter.status, filter.order, &page)
            .await?;
        return Ok(Page::from_rows(rows, page.limit(), by_joined));
    }
    let Some(page) = named(page) else {
        return Ok(nobody());
    };
    let limit = page.limit();
    let page = PageRequest::new(limit, page.after().map(|(name, _)| name.clone()));
    let rows = reader
        .list_users_by_name(filter.status, filter.order, &page)
        .await?;
    Ok(Page::from_rows(rows, limit, by_name))
}

/// Two lists in one order: who is found by the sign-in name, and who is found by the address alone.
async fn search_users(
    reader: &dyn Reader,
    search: &str,
    filter: &UserFilter,
    page: &PageRequest<UserCursor>,
) -> Result<Page<User>, StoreError> {
    let Some(page) = named(page) else {
        return Ok(Page::from_rows(Vec::new(), page.limit(), |_| String::new()));
    };
    let beginning = normal_login(search);
    let which = (beginning.as_str(), filter.status);
    let names = reader
        .search_users(Searched::Username, which, &page)
        .await?;
    let addresses = reader.search_users(Searched::Email, which, &page).await?;
    let mut found: Vec<(String, User)> = names
        .into_iter()
        .map(|user| (normal_login(&user.username), user))
        .collect();
    found.extend(addresses.into_iter().map(|user| {
        let address = user.email.as_ref().map(Email::normal).unwrap_or_default();
        (address.to_owned(), user)
    }));
    found.sort_by(|(name, user), (other, another)| match name.cmp(other) {
        Ordering::Equal => user.id.cmp(&another.id),
        unequal => unequal,
    });
    let found = Page::from_rows(found, page.limit(), |(name, user)| {
        UserCursor::Name(name.clone(), user.id).to_string()
    });
    Ok(Page {
        items: found.items.into_iter().map(|(_, user)| user).collect(),
        next_cursor: found.next_cursor,
    })
}

fn role_named(scope: &TenantScope, name: &RoleName) -> Option<RoleId> {
    let roles = scope.snapshot().roles.values();
    roles
        .into_iter()
        .find(|role| role.name == *name)
        .map(|role| role.id)
}

fn joined(page: &PageRequest<UserCursor>) -> Option<PageRequest<UserId>> {
    match page.after() {
        None => Some(PageRequest::new(page.limit(), None)),
        Some(UserCursor::Joined(user)) => Some(PageRequest::new(page.limit(), Some(*user))),
        Some(UserCursor::Name(..)) => None,
    }
}

fn named(page: &PageRequest<UserCursor>) -> Option<PageRequest<(String, UserId)>> {
    match page.after() {
        None => Some(PageRequest::new(page.limit(), None)),
        Some(UserCursor::Name(name, user)) => {
            Some(PageRequest::new(page.limit(), Some((name.clone(), *user))))
        }
        Some(UserCursor::Joined(_)) => None,
    }
}

fn by_joined(user: &User) -> String {
    UserCursor::Joined(user.id).to_string()
}

fn by_name(user: &User) -> String {
    UserCursor::Name(normal_login(&user.username), user.id).to_string()
}

impl UserFilter {
    /// Whether a cursor is one of this filter's order.
    #[must_use]
    pub const fn takes_cursor(&self, cursor: &UserCursor) -> bool {
        let named = self.search.is_some()
            || matches!(self.order, UserOrder::Username | UserOrder::UsernameLast);
        named == matches!(cursor, UserCursor::Name(..))
    }
}
