use std::sync::LazyLock;

use authnex_core::{
    event::{EventFilter, StoredEvent},
    foundation::{EventId, PageRequest, Timestamp},
    store::StoreError,
};
use sea_query::{ExprTrait, Order};
use uuid::Uuid;

use super::{
    Scoped,
    event::{EVENT, event},
    query::select,
};
use crate::{
    driver::{Statement, Value, statements},
    schema::{Column, Event, PARAM},
};

/// An event's id is made after its time was taken, at most so much later, in microseconds.
const LATE: i64 = 300 * 1_000_000;

statements! {
    WITHIN = search(&[]);
    OF_KIND = search(&[Event::Kind]);
    OF_ACTOR = search(&[Event::Actor]);
    OF_KIND_AND_ACTOR = search(&[Event::Kind, Event::Actor]);
}

/// Ids are ordered by time, so that they bound what is walked; the times themselves decide.
fn search(keys: &[Event]) -> Statement {
    let keys: Vec<Event> = [Event::TenantId, Event::Bucket]
        .into_iter()
        .chain(keys.iter().copied())
        .collect();
    Statement::scan(
        select(&EVENT, &keys)
            .and_where(Event::Id.col().lt(PARAM))
            .and_where(Event::Id.col().gte(PARAM))
            .and_where(Event::At.col().gte(PARAM))
            .and_where(Event::At.col().lt(PARAM))
            .order_by(Event::Id, Order::Desc)
            .limit(0),
        &EVENT,
    )
}

/// The least id of a moment (RFC 9562 5.7).
fn least_id(at: Timestamp) -> Uuid {
    Uuid::from_u128(u128::from(at.unix_millis() & 0xffff_ffff_ffff) << 80)
}

impl Scoped<'_> {
    pub(super) async fn search(
        &self,
        filter: &EventFilter,
        page: &PageRequest<EventId>,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let late = |until: Timestamp| {
            least_id(Timestamp::from_micros(
                until.as_micros().saturating_add(LATE),
            ))
        };
        let before = page.after().map_or(Uuid::max(), EventId::as_uuid);
        let before = before.min(filter.until.map_or(Uuid::max(), late));
        let from = filter.since.map_or(Uuid::nil(), least_id);
        let mut arguments: Vec<Value> = vec![self.tenant(), Event::BUCKET.into()];
        let statement: &'static LazyLock<Statement> = match (filter.kind, &filter.actor) {
            (None, None) => &WITHIN,
            (Some(_), None) => &OF_KIND,
            (None, Some(_)) => &OF_ACTOR,
            (Some(_), Some(_)) => &OF_KIND_AND_ACTOR,
        };
        arguments.extend(filter.kind.map(|kind| kind.as_str().into()));
        arguments.extend(filter.actor.as_deref().map(Value::from));
        arguments.extend([
            before.into(),
            from.into(),
            filter.since.map_or(i64::MIN, Timestamp::as_micros).into(),
            filter.until.map_or(i64::MAX, Timestamp::as_micros).into(),
            (page.limit() + 1).into(),
        ]);
        self.list(statement, &arguments, event).await
    }
}
