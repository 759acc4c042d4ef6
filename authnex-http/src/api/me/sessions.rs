use std::collections::HashMap;

use authnex_core::foundation::SessionId;
use axum::{Json as Answer, extract::Path};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::view::SessionView;
use crate::{
    error::Failure,
    extract::{BearerUser, PageQuery, RequestFacts, Tenant},
};

/// A page of sessions.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionsAnswer {
    /// The sessions.
    items: Vec<SessionView>,
    /// What to hand in as `cursor` for the next page; null at the end.
    next_cursor: Option<String>,
}

/// `GET /t/{slug}/api/v1/me/sessions`.
pub(crate) async fn list_sessions(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    PageQuery(page): PageQuery<SessionId>,
) -> Result<Answer<SessionsAnswer>, Failure> {
    let page = tenant.list_sessions(who.user.id, &page).await?;
    let current = who.session.id;
    Ok(Answer(SessionsAnswer {
        items: page
            .items
            .iter()
            .map(|session| SessionView::of(session, current))
            .collect(),
        next_cursor: page.next_cursor,
    }))
}

/// `DELETE /t/{slug}/api/v1/me/sessions/{session}`. Another user's session is as absent as none.
pub(crate) async fn end_session(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    let id = path.get("session").and_then(|id| id.parse().ok());
    let id: SessionId = id.ok_or_else(Failure::not_found)?;
    let context = context.as_actor(who.actor());
    if tenant.end_session(who.user.id, id, &context).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::not_found())
    }
}
