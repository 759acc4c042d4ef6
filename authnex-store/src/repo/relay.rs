use async_trait::async_trait;
use authnex_core::{
    event::SealRoot,
    foundation::{TenantId, Timestamp},
    relay::{RelayLease, RelayReads, RelayWrites},
    store::StoreError,
};
use sea_query::{Expr, ExprTrait, InsertStatement, OnConflict, Order};
use uuid::Uuid;

use super::{
    Scoped,
    query::{insert, returning, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, Event, PARAM, Relay, TableName},
};

const LEASE: [Relay; 4] = [Relay::Owner, Relay::Fence, Relay::Seq, Relay::Root];
const ROW: [Relay; 7] = [
    Relay::TenantId,
    Relay::Owner,
    Relay::LeasedUntil,
    Relay::Fence,
    Relay::Seq,
    Relay::Root,
    Relay::CleanedAt,
];

statements! {
    /// A platform's statement, over an index of the events that are in no seal.
    NEXT_TENANT = Statement::scan(
        select(&[Event::TenantId], &[])
            .and_where(Event::SealSeq.col().is_null())
            .and_where(Event::TenantId.col().gt(PARAM))
            .order_by(Event::TenantId, Order::Asc)
            .limit(0),
        &[Event::TenantId],
    );
    TAKE_LEASE = Statement::point(&take_lease(), &LEASE);
    ADVANCE = Statement::write(
        &update(
            &[Relay::Seq, Relay::Root, Relay::LeasedUntil],
            &[Relay::TenantId, Relay::Owner, Relay::Fence, Relay::Seq],
        ),
        Relay::TABLE,
    );
    CLAIM_CLEANING = Statement::write(
        insert(&ROW).on_conflict(
            OnConflict::column(Relay::TenantId)
                .value(Relay::CleanedAt, offered(Relay::CleanedAt))
                .action_and_where(old(Relay::CleanedAt).lte(PARAM))
                .to_owned(),
        ),
        Relay::TABLE,
    );
}

fn old(column: Relay) -> Expr {
    Expr::col((Relay::TABLE, column))
}

fn offered(column: Relay) -> Expr {
    Expr::col((TableName("excluded"), column))
}

/// The first lease, or the lease that has run out or is the owner's already. Its arguments are the row of a first
/// lease and the time.
fn take_lease() -> InsertStatement {
    let free = old(Relay::LeasedUntil).lte(PARAM);
    let own = old(Relay::Owner).eq(offered(Relay::Owner));
    let none = old(Relay::Owner).is_null();
    let conflict = OnConflict::column(Relay::TenantId)
        .value(Relay::Owner, offered(Relay::Owner))
        .value(Relay::LeasedUntil, offered(Relay::LeasedUntil))
        .value(Relay::Fence, old(Relay::Fence).add(Expr::cust("1")))
        .action_and_where(free.or(own).or(none))
        .to_owned();
    insert(&ROW)
        .on_conflict(conflict)
        .returning(returning(&LEASE))
        .take()
}

fn lease(row: &mut Row) -> Result<RelayLease, StoreError> {
    Ok(RelayLease {
        owner: row.id(|id| id)?,
        fence: row.int()?,
        seq: row.int()?,
        root: SealRoot(row.bytes_of()?),
    })
}

impl Scoped<'_> {
    /// The row of a tenant that was never relayed nor cleaned, but for what is given.
    fn relay_row(
        &self,
        owner: Option<Uuid>,
        leased_until: Timestamp,
        cleaned_at: Timestamp,
    ) -> [Value; 7] {
        [
            self.tenant(),
            owner.map_or(Value::Null, Value::Id),
            leased_until.into(),
            1_i64.into(),
            0_i64.into(),
            Value::Bytes(SealRoot::default().0.to_vec()),
            cleaned_at.into(),
        ]
    }
}

#[async_trait]
impl RelayReads for Scoped<'_> {
    async fn next_tenant_to_relay(
        &self,
        after: Option<TenantId>,
    ) -> Result<Option<TenantId>, StoreError> {
        let after = after.map_or(Uuid::nil(), |id| id.as_uuid());
        self.find(&NEXT_TENANT, &[after.into(), 1_i64.into()], |row| {
            row.id(TenantId::from_uuid)
        })
        .await
    }
}

#[async_trait]
impl RelayWrites for Scoped<'_> {
    async fn take_relay_lease(
        &self,
        owner: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<RelayLease>, StoreError> {
        let row = self.relay_row(Some(owner), until, Timestamp::default());
        let arguments: Vec<Value> = row.into_iter().chain([now.into()]).collect();
        self.find(&TAKE_LEASE, &arguments, lease).await
    }

    async fn advance_relay(
        &self,
        lease: &RelayLease,
        root: SealRoot,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            (lease.seq + 1).into(),
            Value::Bytes(root.0.to_vec()),
            until.into(),
            self.tenant(),
            lease.owner.into(),
            lease.fence.into(),
            lease.seq.into(),
        ];
        self.touches(&ADVANCE, &arguments).await
    }

    async fn claim_cleaning(
        &self,
        now: Timestamp,
        not_since: Timestamp,
    ) -> Result<bool, StoreError> {
        let row = self.relay_row(None, Timestamp::default(), now);
        let arguments: Vec<Value> = row.into_iter().chain([not_since.into()]).collect();
        self.touches(&CLAIM_CLEANING, &arguments).await
    }
}
