use async_trait::async_trait;
use authnex_core::{
    foundation::{MailId, PageRequest, TenantId, Timestamp, UserId},
    mail::{
        ClaimedMail, DueTenant, MailKind, MailLease, MailOutcome, MailReads, MailWrites, NewMail,
        OutboxReads, UserMail,
    },
    store::StoreError,
    tenant::Slug,
};
use sea_query::{Expr, ExprTrait, Order, SelectStatement};
use uuid::Uuid;

use super::{
    Scoped,
    query::{delete, insert, returning, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, Mail, PARAM, Tenant},
};

const KEY: [Mail; 3] = [Mail::TenantId, Mail::Bucket, Mail::Id];
/// The row, if the worker still holds it.
const HELD: [Mail; 5] = [
    Mail::TenantId,
    Mail::Bucket,
    Mail::Id,
    Mail::LeaseOwner,
    Mail::Attempts,
];
const CLAIMED: [Mail; 5] = [
    Mail::Id,
    Mail::Kind,
    Mail::Body,
    Mail::Attempts,
    Mail::CreatedAt,
];
const SENT: [Mail; 4] = [Mail::Id, Mail::Kind, Mail::CreatedAt, Mail::DoneAt];
const TENANT: [Tenant; 2] = [Tenant::Id, Tenant::Slug];

/// The state of a mail that is not done.
const WAITING: &str = "waiting";

statements! {
    INSERT = Statement::write(
        &insert(&[
            Mail::TenantId,
            Mail::Bucket,
            Mail::Id,
            Mail::Kind,
            Mail::State,
            Mail::Attempts,
            Mail::DueAt,
            Mail::CreatedAt,
            Mail::Body,
            Mail::UserId,
        ]),
        Mail::TABLE,
    );
    LIST_OF_USER = Statement::scan(
        select(&SENT, &[Mail::TenantId, Mail::Bucket, Mail::UserId])
            .and_where(Mail::Id.col().lt(PARAM))
            .order_by(Mail::Id, Order::Desc)
            .limit(0),
        &SENT,
    );
    DUE = Statement::scan(
        select(&[Mail::Id], &[Mail::TenantId, Mail::Bucket])
            .and_where(Mail::DueAt.col().is_not_null())
            .and_where(Mail::DueAt.col().lte(PARAM))
            .order_by(Mail::DueAt, Order::Asc)
            .limit(0),
        &[Mail::Id],
    );
    /// Decides who sends the mail.
    CLAIM = Statement::point(
        update(&[Mail::LeaseOwner, Mail::DueAt], &KEY)
            .value(Mail::Attempts, Mail::Attempts.col().add(Expr::cust("1")))
            .and_where(Mail::DueAt.col().is_not_null())
            .and_where(Mail::DueAt.col().lte(PARAM))
            .returning(returning(&CLAIMED)),
        &CLAIMED,
    );
    POSTPONE = Statement::write(
        update(&[Mail::DueAt], &HELD)
            .value(Mail::LeaseOwner, Expr::cust("NULL"))
            .and_where(Mail::DueAt.col().is_not_null()),
        Mail::TABLE,
    );
    FINISH = Statement::write(
        update(&[Mail::State, Mail::DoneAt], &HELD)
            .value(Mail::LeaseOwner, Expr::cust("NULL"))
            .value(Mail::DueAt, Expr::cust("NULL"))
            .value(Mail::Body, Expr::cust("NULL"))
            .and_where(Mail::DueAt.col().is_not_null()),
        Mail::TABLE,
    );
    DELETE_DONE = Statement::write(
        delete(&[Mail::TenantId, Mail::Bucket]).and_where(
            Mail::Id.col().in_subquery(
                select(&[Mail::Id], &[Mail::TenantId, Mail::Bucket])
                    .and_where(Mail::DoneAt.col().is_not_null())
                    .and_where(Mail::DoneAt.col().lt(PARAM))
                    .order_by(Mail::DoneAt, Order::Asc)
                    .limit(0)
                    .take(),
            ),
        ),
        Mail::TABLE,
    );
    /// A platform's statement, over an index of the few mails that wait.
    TENANTS_WITH_DUE_MAIL = Statement::scan(
        select(&TENANT, &[])
            .and_where(Tenant::Id.col().gt(PARAM))
            .and_where(
                Tenant::Id.col().in_subquery(
                    select(&[Mail::TenantId], &[])
                        .and_where(Mail::DueAt.col().is_not_null())
                        .and_where(Mail::DueAt.col().lte(PARAM))
                        .take(),
                ),
            )
            .order_by(Tenant::Id, Order::Asc)
            .limit(0),
        &TENANT,
    );
    /// A platform's statement, over an index of the mails whose rows are kept for a while.
    TENANTS_WITH_DONE_MAIL = Statement::scan(
        select(&TENANT, &[])
            .and_where(Tenant::Id.col().in_subquery(done_before()))
            .order_by(Tenant::Id, Order::Asc)
            .limit(0),
        &TENANT,
    );
}

fn done_before() -> SelectStatement {
    select(&[Mail::TenantId], &[])
        .and_where(Mail::DoneAt.col().is_not_null())
        .and_where(Mail::DoneAt.col().lt(PARAM))
        .take()
}

fn id(row: &mut Row) -> Result<MailId, StoreError> {
    row.id(MailId::from_uuid)
}

fn claimed(row: &mut Row) -> Result<ClaimedMail, StoreError> {
    Ok(ClaimedMail {
        id: row.id(MailId::from_uuid)?,
        kind: row.parsed(MailKind::parse)?,
        body: row.sealed()?,
        attempt: row.number()?,
        created_at: row.time()?,
    })
}

fn sent(row: &mut Row) -> Result<UserMail, StoreError> {
    Ok(UserMail {
        id: row.id(MailId::from_uuid)?,
        kind: row.parsed(MailKind::parse)?,
        created_at: row.time()?,
        done_at: row.optional_time()?,
    })
}

fn tenant(row: &mut Row) -> Result<DueTenant, StoreError> {
    Ok(DueTenant {
        id: row.id(TenantId::from_uuid)?,
        slug: row.parsed(|text| Slug::parse(text).ok())?,
    })
}

impl Scoped<'_> {
    fn held(&self, id: MailId, (owner, attempt): (Uuid, u32)) -> [Value; 5] {
        [
            self.tenant(),
            Mail::BUCKET.into(),
            id.into(),
            owner.into(),
            attempt.into(),
        ]
    }
}

#[async_trait]
impl MailReads for Scoped<'_> {
    async fn list_due_mail(&self, now: Timestamp, limit: u32) -> Result<Vec<MailId>, StoreError> {
        let arguments = [self.tenant(), Mail::BUCKET.into(), now.into(), limit.into()];
        self.list(&DUE, &arguments, id).await
    }

    async fn list_mails_of(
        &self,
        user: UserId,
        page: &PageRequest<MailId>,
    ) -> Result<Vec<UserMail>, StoreError> {
        let arguments = [
            self.tenant(),
            Mail::BUCKET.into(),
            user.into(),
            page.after().map_or(Uuid::max(), MailId::as_uuid).into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST_OF_USER, &arguments, sent).await
    }
}

#[async_trait]
impl MailWrites for Scoped<'_> {
    async fn insert_mail(&self, new: &NewMail) -> Result<(), StoreError> {
        let arguments: [Value; 10] = [
            self.tenant(),
            Mail::BUCKET.into(),
            new.id.into(),
            new.kind.as_str().into(),
            WAITING.into(),
            0_i64.into(),
            new.created_at.into(),
            new.created_at.into(),
            (&new.body).into(),
            new.user.into(),
        ];
        self.execute(&INSERT, &arguments).await.map(drop)
    }

    async fn claim_mail(
        &self,
        id: MailId,
        lease: &MailLease,
        now: Timestamp,
    ) -> Result<Option<ClaimedMail>, StoreError> {
        let arguments = [
            lease.owner.into(),
            lease.until.into(),
            self.tenant(),
            Mail::BUCKET.into(),
            id.into(),
            now.into(),
        ];
        self.find(&CLAIM, &arguments, claimed).await
    }

    async fn postpone_mail(
        &self,
        id: MailId,
        held: (Uuid, u32),
        due_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let [tenant, bucket, id, owner, attempt] = self.held(id, held);
        let arguments = [due_at.into(), tenant, bucket, id, owner, attempt];
        self.touches(&POSTPONE, &arguments).await
    }

    async fn finish_mail(
        &self,
        id: MailId,
        held: (Uuid, u32),
        outcome: MailOutcome,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let [tenant, bucket, id, owner, attempt] = self.held(id, held);
        let state = outcome.as_str().into();
        let arguments = [state, now.into(), tenant, bucket, id, owner, attempt];
        self.touches(&FINISH, &arguments).await
    }

    async fn delete_done_mail(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let arguments = [
            self.tenant(),
            Mail::BUCKET.into(),
            self.tenant(),
            Mail::BUCKET.into(),
            before.into(),
            limit.into(),
        ];
        self.execute(&DELETE_DONE, &arguments).await
    }
}

#[async_trait]
impl OutboxReads for Scoped<'_> {
    async fn tenants_with_due_mail(
        &self,
        now: Timestamp,
        after: Option<TenantId>,
        limit: u32,
    ) -> Result<Vec<DueTenant>, StoreError> {
        let after = after.map_or(Uuid::nil(), |id| id.as_uuid());
        let arguments = [after.into(), now.into(), limit.into()];
        self.list(&TENANTS_WITH_DUE_MAIL, &arguments, tenant).await
    }

    async fn tenants_with_done_mail(
        &self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<DueTenant>, StoreError> {
        let arguments = [before.into(), limit.into()];
        self.list(&TENANTS_WITH_DONE_MAIL, &arguments, tenant).await
    }
}
