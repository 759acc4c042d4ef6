use authnex_core::{
    event::{EventSeal as Seal, SEAL_EVENTS, SealRoot},
    foundation::{EventId, PageRequest, Timestamp},
    store::StoreError,
};
use sea_query::{Condition, Expr, ExprTrait, Order, Query};
use uuid::Uuid;

use super::{
    Scoped,
    query::{insert, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, Event, EventSeal, PARAM},
};

const SEAL: [EventSeal; 7] = [
    EventSeal::Seq,
    EventSeal::Previous,
    EventSeal::Root,
    EventSeal::Ids,
    EventSeal::LastAt,
    EventSeal::SealedAt,
    EventSeal::RemovedAt,
];

statements! {
    LIST_SEALS = Statement::scan(
        select(&SEAL, &[EventSeal::TenantId])
            .and_where(EventSeal::Seq.col().gt(PARAM))
            .order_by(EventSeal::Seq, Order::Asc)
            .limit(0),
        &SEAL,
    );
    OLDEST_KEPT = Statement::point(
        select(&SEAL, &[EventSeal::TenantId])
            .and_where(EventSeal::RemovedAt.col().is_null())
            .order_by(EventSeal::LastAt, Order::Asc)
            .order_by(EventSeal::Seq, Order::Asc)
            .limit(0),
        &SEAL,
    );
    INSERT_SEAL = Statement::write(
        insert(&[
            EventSeal::TenantId,
            EventSeal::Seq,
            EventSeal::Previous,
            EventSeal::Root,
            EventSeal::Ids,
            EventSeal::LastAt,
            EventSeal::SealedAt,
        ])
        .on_conflict(
            sea_query::OnConflict::columns([EventSeal::TenantId, EventSeal::Seq])
                .do_nothing()
                .to_owned(),
        ),
        EventSeal::TABLE,
    );
    MARK_EVENTS = Statement::write(
        update(&[Event::SealSeq], &[Event::TenantId, Event::Bucket])
            .and_where(any_event())
            .and_where(Event::SealSeq.col().is_null()),
        Event::TABLE,
    );
    MARK_REMOVED = Statement::write(
        update(&[EventSeal::RemovedAt], &[EventSeal::TenantId, EventSeal::Seq])
            .and_where(EventSeal::RemovedAt.col().is_null()),
        EventSeal::TABLE,
    );
    REMOVE_EVENTS = Statement::write(
        Query::delete()
            .from_table(Event::TABLE)
            .cond_where(
                Condition::all()
                    .add(Event::TenantId.given())
                    .add(Event::Bucket.given())
                    .add(any_event()),
            ),
        Event::TABLE,
    );
}

/// One of as many events as a seal holds; shorter lists are filled up with their last.
pub(super) fn any_event() -> Expr {
    Event::Id.col().is_in([PARAM; SEAL_EVENTS])
}

/// The ids as arguments of [`any_event`].
pub(super) fn any_of(ids: &[EventId]) -> impl Iterator<Item = Value> {
    let last = ids.last().map_or(Uuid::nil(), EventId::as_uuid);
    let ids = ids.iter().map(EventId::as_uuid);
    ids.chain(std::iter::repeat(last))
        .take(SEAL_EVENTS)
        .map(Value::Id)
        .collect::<Vec<_>>()
        .into_iter()
}

fn seal(row: &mut Row) -> Result<Seal, StoreError> {
    Ok(Seal {
        seq: row.int()?,
        previous: SealRoot(row.bytes_of()?),
        root: SealRoot(row.bytes_of()?),
        ids: row.ids(EventId::from_uuid)?,
        last_at: row.time()?,
        sealed_at: row.time()?,
        removed_at: row.optional_time()?,
    })
}

impl Scoped<'_> {
    pub(super) async fn seals_after(
        &self,
        page: &PageRequest<i64>,
    ) -> Result<Vec<Seal>, StoreError> {
        let arguments = [
            self.tenant(),
            page.after().copied().unwrap_or(0).into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST_SEALS, &arguments, seal).await
    }

    pub(super) async fn oldest_kept(&self) -> Result<Option<Seal>, StoreError> {
        self.find(&OLDEST_KEPT, &[self.tenant(), 1_i64.into()], seal)
            .await
    }

    pub(super) async fn put_seal(&self, seal: &Seal) -> Result<bool, StoreError> {
        let ids: Vec<u8> = seal
            .ids
            .iter()
            .flat_map(|id| *id.as_uuid().as_bytes())
            .collect();
        let arguments: [Value; 7] = [
            self.tenant(),
            seal.seq.into(),
            Value::Bytes(seal.previous.0.to_vec()),
            Value::Bytes(seal.root.0.to_vec()),
            Value::Bytes(ids),
            seal.last_at.into(),
            seal.sealed_at.into(),
        ];
        if !self.touches(&INSERT_SEAL, &arguments).await? {
            return Ok(false);
        }
        let head = [seal.seq.into(), self.tenant(), Event::BUCKET.into()];
        let arguments: Vec<Value> = head.into_iter().chain(any_of(&seal.ids)).collect();
        let marked = self.execute(&MARK_EVENTS, &arguments).await?;
        Ok(usize::try_from(marked).is_ok_and(|marked| marked == seal.ids.len()))
    }

    pub(super) async fn remove_seals_events(
        &self,
        seal: &Seal,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [now.into(), self.tenant(), seal.seq.into()];
        if !self.touches(&MARK_REMOVED, &arguments).await? {
            return Ok(false);
        }
        let head = [self.tenant(), Event::BUCKET.into()];
        let arguments: Vec<Value> = head.into_iter().chain(any_of(&seal.ids)).collect();
        self.execute(&REMOVE_EVENTS, &arguments).await?;
        Ok(true)
    }
}
