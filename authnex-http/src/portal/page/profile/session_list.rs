use authnex_core::{
    CurrentUser, TenantHandle,
    foundation::{PageRequest, SessionId},
};

use super::session_row::SessionRow;
use crate::{error::Failure, portal::look::Look};

/// The most sessions on one page.
const SESSIONS: u32 = 20;

/// A page of the own sessions.
pub(super) struct SessionList {
    pub(super) rows: Vec<SessionRow>,
    /// Whether there are others than this one.
    pub(super) has_others: bool,
    pub(super) is_first: bool,
    /// Where the pages begin.
    pub(super) path: String,
    pub(super) next: Option<String>,
}

impl SessionList {
    /// The page behind a cursor.
    pub(super) async fn read(
        look: &Look,
        (tenant, who): (&TenantHandle, &CurrentUser),
        cursor: Option<SessionId>,
    ) -> Result<Self, Failure> {
        let request = PageRequest::new(SESSIONS, cursor);
        let sessions = tenant.list_sessions(who.user.id, &request).await?;
        let now = tenant.authnex().clock().now();
        let row = |session| SessionRow::of(look.texts, session, who.session.id, now);
        let mut rows: Vec<SessionRow> = sessions.items.iter().map(row).collect();
        // The others stay in their order.
        rows.sort_by_key(|row| !row.is_current);
        Ok(Self {
            has_others: sessions.next_cursor.is_some()
                || cursor.is_some()
                || rows.iter().any(|row| !row.is_current),
            rows,
            is_first: cursor.is_none(),
            path: format!("{}/portal/profile", look.base),
            next: sessions.next_cursor,
        })
    }
}
