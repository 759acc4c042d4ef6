use std::collections::HashMap;

use authnex_core::foundation::InviteId;
use axum::{Json as Answer, extract::Path};
use serde::Serialize;
use utoipa::ToSchema;

use super::InviteView;
use crate::{
    error::Failure,
    extract::{PageQuery, Tenant},
};

/// A page of invitations.
#[derive(Serialize, ToSchema)]
pub(crate) struct InvitesAnswer {
    /// The invitations, the oldest first.
    items: Vec<InviteView>,
    /// What to hand in as `cursor` for the next page; null at the end.
    next_cursor: Option<String>,
}

/// `GET /t/{slug}/api/v1/invites`.
pub(crate) async fn list(
    Tenant(tenant): Tenant,
    PageQuery(page): PageQuery<InviteId>,
) -> Result<Answer<InvitesAnswer>, Failure> {
    let page = tenant.list_invites(&page).await?;
    let now = tenant.authnex().clock().now();
    let view = |invite| InviteView::of(invite, now);
    Ok(Answer(InvitesAnswer {
        items: page.items.into_iter().map(view).collect(),
        next_cursor: page.next_cursor,
    }))
}

/// The invitation that the path names. Another tenant's is as absent as none.
pub(super) fn invite_id(path: &HashMap<String, String>) -> Result<InviteId, Failure> {
    let id = path.get("invite").and_then(|text| text.parse().ok());
    id.ok_or_else(Failure::not_found)
}

/// `GET /t/{slug}/api/v1/invites/{invite}`.
pub(crate) async fn show(
    Tenant(tenant): Tenant,
    Path(path): Path<HashMap<String, String>>,
) -> Result<Answer<InviteView>, Failure> {
    let found = tenant.find_invite(invite_id(&path)?).await?;
    let now = tenant.authnex().clock().now();
    found
        .map(|invite| Answer(InviteView::of(invite, now)))
        .ok_or_else(Failure::not_found)
}
