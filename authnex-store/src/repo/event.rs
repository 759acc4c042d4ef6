use async_trait::async_trait;
use authnex_core::{
    event::{
        Event as NewEvent, EventFilter, EventReads, EventSeal, EventWrites, SEAL_EVENTS,
        StoredEvent,
    },
    foundation::{EventId, PageRequest, RequestId, Timestamp, UserId},
    store::StoreError,
};
use sea_query::{ExprTrait, OnConflict, Order};
use uuid::Uuid;

use super::{
    Scoped,
    event_seal::{any_event, any_of},
    query::{insert, select},
};
#[cfg(feature = "postgres")]
use crate::driver::Connection;
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, Event, PARAM},
};
#[cfg(feature = "postgres")]
use authnex_core::foundation::TenantId;

pub(super) const EVENT: [Event; 9] = [
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

const SEALED: [Event; 3] = [Event::Id, Event::At, Event::SealSeq];

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
    LIST_ABOUT = Statement::scan(
        select(&EVENT, &[Event::TenantId, Event::Bucket, Event::SubjectId])
            .and_where(Event::Id.col().lt(PARAM))
            .order_by(Event::Id, Order::Desc)
            .limit(0),
        &EVENT,
    );
    /// Of all buckets: the index of what is in no seal is led by the id.
    LIST_UNSEALED = Statement::scan(
        select(&EVENT, &[Event::TenantId])
            .and_where(Event::SealSeq.col().is_null())
            .order_by(Event::Id, Order::Asc)
            .limit(0),
        &EVENT,
    );
    FIND_MANY = Statement::scan(
        select(&EVENT, &[Event::TenantId, Event::Bucket])
            .and_where(any_event())
            .order_by(Event::Id, Order::Asc),
        &EVENT,
    );
    LIST_SEALED = Statement::scan(
        select(&SEALED, &[Event::TenantId, Event::Bucket])
            .and_where(Event::Id.col().gte(PARAM))
            .order_by(Event::Id, Order::Asc)
            .limit(0),
        &SEALED,
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
            Event::SubjectId,
        ]),
        Event::TABLE,
    );
    /// Asks whether an event is there in a way that waits for a unit that may still be writing it.
    PROBE = Statement::write(
        insert(&[
            Event::TenantId,
            Event::Bucket,
            Event::Id,
            Event::Kind,
            Event::Version,
            Event::At,
            Event::Actor,
            Event::Data,
        ])
        .on_conflict(
            OnConflict::columns([Event::TenantId, Event::Bucket, Event::Id])
                .do_nothing()
                .to_owned(),
        ),
        Event::TABLE,
    );
}

/// Whether the event was committed, for certain: an insert of the same key waits until whoever wrote it has ended,
/// which a plain read would not. The caller undoes what this writes.
#[cfg(feature = "postgres")]
pub(crate) async fn is_event_committed(
    connection: &dyn Connection,
    tenant: TenantId,
    event: EventId,
) -> Result<bool, StoreError> {
    let arguments: [Value; 8] = [
        tenant.into(),
        Event::BUCKET.into(),
        event.into(),
        "probe".into(),
        NewEvent::VERSION.into(),
        0_i64.into(),
        "system".into(),
        "{}".into(),
    ];
    Ok(connection.execute(&PROBE, &arguments).await? == 0)
}

pub(super) fn event(row: &mut Row) -> Result<StoredEvent, StoreError> {
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

    async fn list_events_about(
        &self,
        user: UserId,
        page: &PageRequest<EventId>,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let arguments = [
            self.tenant(),
            Event::BUCKET.into(),
            user.into(),
            page.after().map_or(Uuid::max(), EventId::as_uuid).into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST_ABOUT, &arguments, event).await
    }

    async fn search_events(
        &self,
        filter: &EventFilter,
        page: &PageRequest<EventId>,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.search(filter, page).await
    }

    async fn list_unsealed_events(&self) -> Result<Vec<StoredEvent>, StoreError> {
        let limit = i64::try_from(SEAL_EVENTS).unwrap_or(i64::MAX);
        let arguments = [self.tenant(), limit.into()];
        self.list(&LIST_UNSEALED, &arguments, event).await
    }

    async fn find_events(&self, ids: &[EventId]) -> Result<Vec<StoredEvent>, StoreError> {
        let head = [self.tenant(), Event::BUCKET.into()];
        let arguments: Vec<Value> = head.into_iter().chain(any_of(ids)).collect();
        self.list(&FIND_MANY, &arguments, event).await
    }

    async fn list_sealed_events(
        &self,
        page: &PageRequest<EventId>,
    ) -> Result<Vec<(EventId, Timestamp, Option<i64>)>, StoreError> {
        // From the very first id on: what was put in by another hand may have any.
        let first = page.after().map_or(Uuid::nil(), |id| {
            Uuid::from_u128(id.as_uuid().as_u128().saturating_add(1))
        });
        let arguments = [
            self.tenant(),
            Event::BUCKET.into(),
            first.into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST_SEALED, &arguments, |row| {
            Ok((
                row.id(EventId::from_uuid)?,
                row.time()?,
                row.optional_int()?,
            ))
        })
        .await
    }

    async fn list_seals(&self, page: &PageRequest<i64>) -> Result<Vec<EventSeal>, StoreError> {
        self.seals_after(page).await
    }

    async fn oldest_kept_seal(&self) -> Result<Option<EventSeal>, StoreError> {
        self.oldest_kept().await
    }
}

#[async_trait]
impl EventWrites for Scoped<'_> {
    async fn append_event(&self, event: &NewEvent) -> Result<(), StoreError> {
        let context = &event.context;
        let request = context.request_id.as_ref().map(RequestId::as_str);
        let arguments: [Value; 12] = [
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
            event.subject().into(),
        ];
        self.execute(&INSERT, &arguments).await?;
        self.wrote_event(event.id);
        Ok(())
    }

    async fn seal_events(&self, seal: &EventSeal) -> Result<bool, StoreError> {
        self.put_seal(seal).await
    }

    async fn remove_sealed_events(
        &self,
        seal: &EventSeal,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.remove_seals_events(seal, now).await
    }
}
