//! Clients: applications and services of a tenant.

use std::collections::HashMap;

use authnex_core::{
    client::{Client, ClientMetadata, UnmetDemand},
    foundation::{ClientId, Timestamp},
};
use axum::{Json as Answer, extract::Path};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{PageQuery, Tenant},
};

/// A client. Its secrets are never shown.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClientView {
    /// `cli_…`, which never changes.
    id: String,
    /// Its `client_id`.
    client_id: String,
    /// Whether it may do anything.
    enabled: bool,
    /// By the names of RFC 7591 and OpenID Connect Registration; what is at its default is left out.
    #[schema(value_type = Object)]
    metadata: ClientMetadata,
    /// What it demands and cannot have yet; it gets no tokens until then.
    #[schema(value_type = Vec<String>)]
    unmet_demands: Vec<UnmetDemand>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl ClientView {
    fn of(client: Client) -> Self {
        Self {
            id: client.id.to_string(),
            client_id: client.client_id.as_str().to_owned(),
            enabled: client.enabled,
            unmet_demands: client.unmet_demands(),
            metadata: client.metadata,
            created_at: client.created_at,
            updated_at: client.updated_at,
        }
    }
}

/// A page of clients.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClientsAnswer {
    /// The clients.
    items: Vec<ClientView>,
    /// What to hand in as `cursor` for the next page; null at the end.
    next_cursor: Option<String>,
}

/// `GET /t/{slug}/api/v1/clients`.
pub(crate) async fn list(
    Tenant(tenant): Tenant,
    PageQuery(page): PageQuery<ClientId>,
) -> Result<Answer<ClientsAnswer>, Failure> {
    let page = tenant.list_clients(&page).await?;
    Ok(Answer(ClientsAnswer {
        items: page.items.into_iter().map(ClientView::of).collect(),
        next_cursor: page.next_cursor,
    }))
}

/// `GET /t/{slug}/api/v1/clients/{client}`. Another tenant's client is as absent as none.
pub(crate) async fn show(
    Tenant(tenant): Tenant,
    Path(path): Path<HashMap<String, String>>,
) -> Result<Answer<ClientView>, Failure> {
    let name = path.get("client").ok_or_else(Failure::not_found)?;
    let found = match name.parse() {
        Ok(id) => tenant.client(id).await?,
        Err(_) => tenant.find_client(name).await?,
    };
    found
        .map(|client| Answer(ClientView::of(client)))
        .ok_or_else(Failure::not_found)
}
