use async_trait::async_trait;
use authnex_core::{
    event::{Event as NewEvent, EventReads, EventWrites, StoredEvent},
    foundation::{EventId, PageRequest, RequestId},
    store::StoreError,
};
use sea_query::{ExprTrait, Order};
use uuid::Uuid;

use super::{
    Scoped,
    query::{insert, select},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, Event, PARAM},
};

const EVENT: [Event; 9] = [
    Event::Id,
    Event::Kind,
    Event::Version,
    Event::At,
    Event::Actor,
    Event::Address,
    Event::UserAgent,
    Event::RequestId,
    Event::Data,
];

statements! {
    FIND = Statement::point(
        &select(&[Event::Id], &[Event::TenantId, Event::Bucket, Event::Id]),
        &[Event::Id],
    );
    LIST = Statement::scan(
        select(&EVENT, &[Event::TenantId, Event::Bucket])
            .and_where(Event::Id.col().lt(PARAM))
            .order_by(Event::Id, Order::Desc)
            .limit(0),
        &EVENT,
    );
    INSERT = Statement::write(
        &insert(&[
            Event::TenantId,
            Event::Bucket,
            Event::Id,
            Event::Kind,
            Event::Version,
            Event::At,
            Event::Actor,
            Event::Address,
            Event::UserAgent,
            Event::RequestId,
            Event::Data,
        ]),
        Event::TABLE,
    );
}

fn event(row: &mut Row) -> Result<StoredEvent, StoreError> {
    Ok(StoredEvent {
        id: row.id(EventId::from_uuid)?,
        kind: row.text()?,
        version: row.int()?,
        at: row.time()?,
        actor: row.text()?,
        address: row.optional_text()?,
        user_agent: row.optional_text()?,
        request_id: row.optional_text()?,
        data: row.parsed(|text| serde_json::from_str(text).ok())?,
    })
}

#[async_trait]
impl EventReads for Scoped<'_> {
    async fn has_event(&self, id: EventId) -> Result<bool, StoreError> {
        let key = [self.tenant(), Event::BUCKET.into(), id.into()];
        let found = self
            .find(&FIND, &key, |row| row.id(EventId::from_uuid))
            .await?;
        Ok(found.is_some())
    }

    async fn list_events(
        &self,
        page: &PageRequest<EventId>,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let arguments = [
            self.tenant(),
            Event::BUCKET.into(),
            page.after().map_or(Uuid::max(), EventId::as_uuid).into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST, &arguments, event).await
    }
}

#[async_trait]
impl EventWrites for Scoped<'_> {
    async fn append_event(&self, event: &NewEvent) -> Result<(), StoreError> {
        let context = &event.context;
        let request = context.request_id.as_ref().map(RequestId::as_str);
        let arguments: [Value; 11] = [
            self.tenant(),
            Event::BUCKET.into(),
            event.id.into(),
            event.kind.as_str().into(),
            NewEvent::VERSION.into(),
            event.at.into(),
            context.actor.stored().into(),
            context.address.map(|ip| ip.to_string()).into(),
            context.user_agent.as_deref().into(),
            request.into(),
            event.data.to_string().into(),
        ];
        self.execute(&INSERT, &arguments).await.map(drop)
    }
}
