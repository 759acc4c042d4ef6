use async_trait::async_trait;
use authnex_core::{
    foundation::{ClientId, SessionId, Timestamp, UserId},
    oauth::{LogoutNotice as Notice, LogoutNoticeReads, LogoutNoticeWrites},
    store::StoreError,
};
use sea_query::{ExprTrait, OnConflict, Order};

use super::{
    Scoped,
    query::{delete, insert, select, update},
};
use crate::{
    driver::{Row, Statement, statements},
    schema::{Column, LogoutNotice, PARAM},
};

const KEY: [LogoutNotice; 3] = [
    LogoutNotice::TenantId,
    LogoutNotice::SessionId,
    LogoutNotice::OwnerId,
];
const NOTICE: [LogoutNotice; 5] = [
    LogoutNotice::SessionId,
    LogoutNotice::OwnerId,
    LogoutNotice::UserId,
    LogoutNotice::Attempts,
    LogoutNotice::DueAt,
];

statements! {
    DUE = Statement::scan(
        select(&NOTICE, &[LogoutNotice::TenantId])
            .and_where(LogoutNotice::DueAt.col().lte(PARAM))
            .order_by(LogoutNotice::DueAt, Order::Asc)
            .limit(0),
        &NOTICE,
    );
    INSERT = Statement::write(
        insert(&[
            LogoutNotice::TenantId,
            LogoutNotice::SessionId,
            LogoutNotice::OwnerId,
            LogoutNotice::UserId,
            LogoutNotice::Attempts,
            LogoutNotice::DueAt,
        ])
        .on_conflict(OnConflict::columns(KEY).do_nothing().to_owned()),
        LogoutNotice::TABLE,
    );
    /// Decides who of several tries it.
    PUT_OFF = Statement::write(
        &update(
            &[LogoutNotice::DueAt, LogoutNotice::Attempts],
            &[
                LogoutNotice::TenantId,
                LogoutNotice::SessionId,
                LogoutNotice::OwnerId,
                LogoutNotice::DueAt,
            ],
        ),
        LogoutNotice::TABLE,
    );
    DELETE = Statement::write(&delete(&KEY), LogoutNotice::TABLE);
}

fn notice(row: &mut Row) -> Result<Notice, StoreError> {
    Ok(Notice {
        session: row.id(SessionId::from_uuid)?,
        client: row.id(ClientId::from_uuid)?,
        user: row.id(UserId::from_uuid)?,
        attempts: row.number()?,
        due_at: row.time()?,
    })
}

#[async_trait]
impl LogoutNoticeReads for Scoped<'_> {
    async fn due_logout_notices(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Notice>, StoreError> {
        let arguments = [self.tenant(), now.into(), limit.into()];
        self.list(&DUE, &arguments, notice).await
    }
}

#[async_trait]
impl LogoutNoticeWrites for Scoped<'_> {
    async fn insert_logout_notice(&self, new: &Notice) -> Result<bool, StoreError> {
        let arguments = [
            self.tenant(),
            new.session.into(),
            new.client.into(),
            new.user.into(),
            new.attempts.into(),
            new.due_at.into(),
        ];
        self.touches(&INSERT, &arguments).await
    }

    async fn put_logout_notice_off(
        &self,
        seen: &Notice,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            until.into(),
            (seen.attempts + 1).into(),
            self.tenant(),
            seen.session.into(),
            seen.client.into(),
            seen.due_at.into(),
        ];
        self.touches(&PUT_OFF, &arguments).await
    }

    async fn delete_logout_notice(
        &self,
        session: SessionId,
        client: ClientId,
    ) -> Result<(), StoreError> {
        let key = [self.tenant(), session.into(), client.into()];
        self.execute(&DELETE, &key).await.map(drop)
    }
}
