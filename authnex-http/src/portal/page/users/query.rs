use authnex_core::user::{UserCursor, UserFilter, UserOrder, UserStatus};
use serde::Deserialize;

/// What the address of the table says. What it says wrong is taken as not said: a table is shown in any case.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::portal) struct UsersQuery {
    q: Option<String>,
    status: Option<String>,
    sort: Option<String>,
    cursor: Option<String>,
    pub(super) done: Option<String>,
}

impl UsersQuery {
    /// What is searched for; empty if nothing is.
    pub(super) fn search(&self) -> &str {
        self.q.as_deref().map_or("", str::trim)
    }

    pub(super) fn status(&self) -> Option<UserStatus> {
        self.status.as_deref().and_then(UserStatus::parse)
    }

    /// The order: the newest first unless said otherwise, and by name where something is searched for.
    pub(super) fn order(&self) -> UserOrder {
        if !self.search().is_empty() {
            return UserOrder::Username;
        }
        let said = self.sort.as_deref().and_then(UserOrder::parse);
        said.unwrap_or(UserOrder::JoinedLast)
    }

    pub(super) fn filter(&self) -> UserFilter {
        UserFilter {
            status: self.status(),
            search: Some(self.search().to_owned()).filter(|text| !text.is_empty()),
            order: self.order(),
            ..UserFilter::default()
        }
    }

    pub(super) fn cursor(&self, filter: &UserFilter) -> Option<UserCursor> {
        let cursor: UserCursor = self.cursor.as_deref()?.parse().ok()?;
        filter.takes_cursor(&cursor).then_some(cursor)
    }

    /// Whether anything is filtered.
    pub(super) fn is_filtered(&self) -> bool {
        !self.search().is_empty() || self.status().is_some()
    }

    /// The address of the table in this order, from this cursor on.
    pub(super) fn address(&self, path: &str, order: UserOrder, cursor: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if !self.search().is_empty() {
            query.append_pair("q", self.search());
        } else if order != UserOrder::JoinedLast {
            query.append_pair("sort", order.as_str());
        }
        if let Some(status) = self.status() {
            query.append_pair("status", status.as_str());
        }
        if let Some(cursor) = cursor {
            query.append_pair("cursor", cursor);
        }
        let query = query.finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }
}
