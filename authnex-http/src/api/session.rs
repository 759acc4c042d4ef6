//! Sessions of all users.

use authnex_core::{
    foundation::{Page, SessionId, Timestamp, UserId},
    session::Session,
};
use axum::Json as Answer;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{Filter, FilteredQuery, Tenant},
};

/// A session as administrators see one.
#[derive(Serialize, ToSchema)]
pub(crate) struct ManagedSessionView {
    /// `ses_…`, the `sid` of tokens.
    id: String,
    /// Whose it is, `usr_…`.
    user: String,
    /// How the user proved to be the user (RFC 8176).
    amr: Vec<String>,
    /// When the user did.
    #[schema(value_type = String, format = DateTime)]
    auth_time: Timestamp,
    /// From which address it was opened.
    address: Option<String>,
    /// With which user agent.
    user_agent: Option<String>,
    /// When it was opened.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last seen, about to the minute.
    #[schema(value_type = String, format = DateTime)]
    last_seen_at: Timestamp,
    /// When it ends at the latest.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl ManagedSessionView {
    fn of(session: &Session) -> Self {
        Self {
            id: session.id.to_string(),
            user: session.user.to_string(),
            amr: session.amr.split_whitespace().map(str::to_owned).collect(),
            auth_time: session.auth_time,
            address: session.device.address.map(|address| address.to_string()),
            user_agent: session.device.user_agent.clone(),
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
        }
    }
}

/// A page of sessions.
#[derive(Serialize, ToSchema)]
#[schema(as = ManagedSessionsAnswer)]
pub(crate) struct SessionsAnswer {
    /// The sessions.
    items: Vec<ManagedSessionView>,
    /// What to hand in as `cursor` for the next page; null at the end.
    next_cursor: Option<String>,
}

impl SessionsAnswer {
    pub(super) fn of(page: Page<Session>) -> Self {
        Self {
            items: page.items.iter().map(ManagedSessionView::of).collect(),
            next_cursor: page.next_cursor,
        }
    }
}

/// Whose sessions.
#[derive(Debug, Default)]
pub(crate) struct SessionFilter {
    user: Option<UserId>,
}

impl Filter for SessionFilter {
    fn set(&mut self, name: &str, value: &str) -> Result<bool, Failure> {
        if name != "user" {
            return Ok(false);
        }
        let wrong = |error| Failure::wrong_parameter("user", error);
        self.user = Some(value.parse().map_err(wrong)?);
        Ok(true)
    }
}

/// `GET /t/{slug}/api/v1/sessions`.
pub(crate) async fn list(
    Tenant(tenant): Tenant,
    query: FilteredQuery<SessionId, SessionFilter>,
) -> Result<Answer<SessionsAnswer>, Failure> {
    let page = match query.filter.user {
        Some(user) => tenant.list_sessions(user, &query.page).await?,
        None => tenant.list_all_sessions(&query.page).await?,
    };
    Ok(Answer(SessionsAnswer::of(page)))
}
