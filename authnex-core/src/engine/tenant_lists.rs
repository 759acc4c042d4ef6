use std::collections::BTreeSet;

use super::TenantHandle;
use crate::{
    event::{EventFilter, StoredEvent},
    flow::{authorization_of, list_users, normal_login},
    foundation::{EventId, Page, PageRequest, SessionId, UserId},
    role::{Permission, Role, SystemRole},
    session::Session,
    store::{Reader, StoreError},
    user::{User, UserCursor, UserFilter},
};

/// What administrators look through.
impl TenantHandle {
    /// The users that a filter takes, in its order. A filter whose parts do not go together
    /// ([`UserFilter::is_possible`]), or a cursor of another order, finds nobody.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn find_users(
        &self,
        filter: &UserFilter,
        page: &PageRequest<UserCursor>,
    ) -> Result<Page<User>, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        if !filter.is_possible() {
            return Ok(Page::from_rows(Vec::new(), page.limit(), |_| String::new()));
        }
        match named(&*reader, filter).await? {
            Named::Any => list_users(&*reader, self.scope(), filter, page).await,
            Named::One(user) => {
                let user = user.filter(|user| page.after().is_none() && filter.takes(user));
                let rows = user.map(|user| *user).into_iter().collect();
                Ok(Page::from_rows(rows, page.limit(), |_| String::new()))
            }
        }
    }

    /// The names of a user's roles, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn role_names(&self, user: UserId) -> Result<Vec<String>, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        let held = authorization_of(&*reader, self.scope(), user).await?;
        Ok(held.roles)
    }

    /// What whoever holds these permissions lacks to give these roles: nobody gives away what they do not have.
    /// `None` = they may. The plain member's role needs nothing; a role that does not exist is not looked at.
    #[must_use]
    pub fn lacks_to_give(&self, held: &BTreeSet<String>, roles: &[String]) -> Option<String> {
        const GIVES: &str = "roles:write";
        let named = |role: &&Role| roles.iter().any(|name| name == role.name.as_str());
        let known = self.scope().snapshot().roles.values();
        let given: Vec<&Role> = known.filter(named).collect();
        let plain = |role: &&Role| role.name.as_str() == SystemRole::Member.name();
        if given.iter().all(plain) {
            return None;
        }
        if !held.contains(GIVES) {
            return Some(GIVES.to_owned());
        }
        given
            .iter()
            .flat_map(|role| &role.permissions)
            .map(Permission::as_str)
            .find(|permission| !held.contains(*permission))
            .map(str::to_owned)
    }

    /// The live sessions of all users, by id.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn list_all_sessions(
        &self,
        page: &PageRequest<SessionId>,
    ) -> Result<Page<Session>, StoreError> {
        let env = self.authnex().env();
        let reader = env.store.reader(self.scope());
        let rows = reader.list_all_sessions(env.now(), page).await?;
        Ok(Page::from_rows(rows, page.limit(), |session| {
            session.id.to_string()
        }))
    }

    /// The events that a filter takes, from the newest back.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn search_events(
        &self,
        filter: &EventFilter,
        page: &PageRequest<EventId>,
    ) -> Result<Page<StoredEvent>, StoreError> {
        let reader = self.authnex().env().store.reader(self.scope());
        let rows = reader.search_events(filter, page).await?;
        Ok(Page::from_rows(rows, page.limit(), |event| {
            event.id.to_string()
        }))
    }
}

/// What a filter's names lead to.
enum Named {
    /// It has none.
    Any,
    /// At most one user has such a name.
    One(Option<Box<User>>),
}

async fn named(reader: &dyn Reader, filter: &UserFilter) -> Result<Named, StoreError> {
    let one = |user: Option<User>| Named::One(user.map(Box::new));
    Ok(match (&filter.username, &filter.email) {
        (Some(name), _) => one(reader.find_user_by_username(&normal_login(name)).await?),
        (None, Some(email)) => one(reader.find_user_by_email(email.normal()).await?),
        (None, None) => Named::Any,
    })
}
