//! The audit trail.

use authnex_core::{
    event::{EventFilter, EventKind, StoredEvent},
    foundation::{EventId, TenantId, Timestamp},
};
use axum::Json as Answer;
use serde::{
    Deserialize, Serialize,
    de::{IntoDeserializer, value::Error},
};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    error::Failure,
    extract::{Filter, FilteredQuery, Tenant},
};

/// What happened: the envelope of events, and from where it was done.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventView {
    /// `evt_…`.
    id: String,
    /// What happened, `noun.verb`.
    r#type: String,
    /// The version of this shape.
    v: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// In which tenant, `ten_…`.
    tenant: String,
    /// Who did it: `anonymous`, `operator`, `system`, or the id of a user or client.
    actor: String,
    /// From which address.
    address: Option<String>,
    /// With which user agent.
    user_agent: Option<String>,
    /// In which request.
    request_id: Option<String>,
    /// What is to be known of it.
    #[schema(value_type = Object)]
    data: Value,
}

impl EventView {
    fn of(event: StoredEvent, tenant: TenantId) -> Self {
        Self {
            id: event.id.to_string(),
            r#type: event.kind,
            v: event.version,
            at: event.at,
            tenant: tenant.to_string(),
            actor: event.actor,
            address: event.address,
            user_agent: event.user_agent,
            request_id: event.request_id,
            data: event.data,
        }
    }
}

/// A page of events.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventsAnswer {
    /// The events.
    items: Vec<EventView>,
    /// What to hand in as `cursor` for the next page; null at the end.
    next_cursor: Option<String>,
}

impl Filter for EventFilter {
    fn set(&mut self, name: &str, value: &str) -> Result<bool, Failure> {
        match name {
            "type" => {
                let wrong = || Failure::wrong_parameter("type", "There is no such type of event.");
                self.kind = Some(EventKind::parse(value).ok_or_else(wrong)?);
            }
            "actor" => self.actor = Some(value.to_owned()),
            "since" => self.since = Some(moment("since", value)?),
            "until" => self.until = Some(moment("until", value)?),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn moment(name: &'static str, value: &str) -> Result<Timestamp, Failure> {
    let moment = Timestamp::deserialize(IntoDeserializer::<Error>::into_deserializer(value));
    let wrong =
        |_| Failure::wrong_parameter(name, "Say a moment as in RFC 3339: 2026-01-31T12:00:00Z.");
    moment.map_err(wrong)
}

/// `GET /t/{slug}/api/v1/events`.
pub(crate) async fn list(
    Tenant(tenant): Tenant,
    query: FilteredQuery<EventId, EventFilter>,
) -> Result<Answer<EventsAnswer>, Failure> {
    let page = tenant.search_events(&query.filter, &query.page).await?;
    let id = tenant.scope().id();
    Ok(Answer(EventsAnswer {
        items: page
            .items
            .into_iter()
            .map(|event| EventView::of(event, id))
            .collect(),
        next_cursor: page.next_cursor,
    }))
}
