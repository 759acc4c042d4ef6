use std::collections::HashMap;

use authnex_core::{
    flow::ConnectedApplication,
    foundation::{ClientId, Timestamp},
};
use axum::{Json as Answer, extract::Path};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{BearerUser, PageQuery, RequestFacts, Tenant},
};

/// An application that the user consented to.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConsentView {
    /// The client's internal id: by it the consent is taken back.
    #[schema(value_type = String)]
    id: ClientId,
    /// The client's `client_id`.
    client_id: String,
    /// The client's name.
    client_name: Option<String>,
    /// What was consented to, blank separated.
    scope: String,
    /// When, the last time.
    #[schema(value_type = String)]
    granted_at: Timestamp,
}

impl ConsentView {
    fn of(connected: &ConnectedApplication) -> Self {
        Self {
            id: connected.client.id,
            client_id: connected.client.client_id.to_string(),
            client_name: connected.client.metadata.client_name.clone(),
            scope: connected.consent.scope.to_string(),
            granted_at: connected.consent.granted_at,
        }
    }
}

/// A page of connected applications.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConsentsAnswer {
    /// The applications.
    items: Vec<ConsentView>,
    /// What to hand in as `cursor` for the next page; null at the end.
    next_cursor: Option<String>,
}

/// `GET /t/{slug}/api/v1/me/consents`.
pub(crate) async fn list_consents(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    PageQuery(page): PageQuery<ClientId>,
) -> Result<Answer<ConsentsAnswer>, Failure> {
    let page = tenant.connected_applications(who.user.id, &page).await?;
    Ok(Answer(ConsentsAnswer {
        items: page.items.iter().map(ConsentView::of).collect(),
        next_cursor: page.next_cursor,
    }))
}

/// `DELETE /t/{slug}/api/v1/me/consents/{client}`: ends everything that the client has of the user.
pub(crate) async fn revoke_consent(
    Tenant(tenant): Tenant,
    BearerUser(who): BearerUser,
    RequestFacts(context): RequestFacts,
    Path(path): Path<HashMap<String, String>>,
) -> Result<StatusCode, Failure> {
    let id = path.get("client").and_then(|id| id.parse().ok());
    let id: ClientId = id.ok_or_else(Failure::not_found)?;
    let context = context.as_actor(who.actor());
    if tenant.disconnect_application(&who, id, &context).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::not_found())
    }
}
