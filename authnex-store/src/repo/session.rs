use async_trait::async_trait;
use authnex_core::{
    foundation::{PageRequest, SessionId, Timestamp, TokenHash, UserId},
    session::{Device, NewSession, Session as Live, SessionReads, SessionWrites},
    store::StoreError,
};
use sea_query::{ExprTrait, Order, SelectStatement};
use uuid::Uuid;

use super::{
    Scoped,
    query::{insert, returning, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, PARAM, Session},
};

const SESSION: [Session; 9] = [
    Session::Id,
    Session::UserId,
    Session::Amr,
    Session::AuthTime,
    Session::Address,
    Session::UserAgent,
    Session::CreatedAt,
    Session::LastSeenAt,
    Session::ExpiresAt,
];

statements! {
    /// The session check: one row of one tree.
    FIND = Statement::point(&live(&[Session::TenantId, Session::TokenHash]), &SESSION);
    FIND_BY_ID = Statement::point(&live(&[Session::TenantId, Session::Id]), &SESSION);
    LIST = Statement::scan(
        live(&[Session::TenantId, Session::UserId])
            .and_where(Session::Id.col().gt(PARAM))
            .order_by(Session::Id, Order::Asc)
            .limit(0),
        &SESSION,
    );
    LIST_ALL = Statement::scan(
        live(&[Session::TenantId])
            .and_where(Session::Id.col().gt(PARAM))
            .order_by(Session::Id, Order::Asc)
            .limit(0),
        &SESSION,
    );
    INSERT = Statement::write(
        &insert(&[
            Session::TenantId,
            Session::TokenHash,
            Session::Id,
            Session::UserId,
            Session::Amr,
            Session::AuthTime,
            Session::Address,
            Session::UserAgent,
            Session::CreatedAt,
            Session::LastSeenAt,
            Session::ExpiresAt,
        ]),
        Session::TABLE,
    );
    END = Statement::write(
        update(&[Session::EndedAt], &[Session::TenantId, Session::Id, Session::UserId])
            .and_where(Session::EndedAt.col().is_null())
            .and_where(Session::ExpiresAt.col().gt(PARAM)),
        Session::TABLE,
    );
    END_ALL_BUT = Statement::point(
        update(&[Session::EndedAt], &[Session::TenantId, Session::UserId])
            .and_where(Session::Id.col().ne(PARAM))
            .and_where(Session::EndedAt.col().is_null())
            .and_where(Session::ExpiresAt.col().gt(PARAM))
            .returning(returning(&[Session::Id])),
        &[Session::Id],
    );
    RENEW = Statement::write(
        update(&[Session::AuthTime], &[Session::TenantId, Session::Id, Session::UserId])
            .and_where(Session::EndedAt.col().is_null())
            .and_where(Session::ExpiresAt.col().gt(PARAM)),
        Session::TABLE,
    );
    TOUCH = Statement::write(
        update(&[Session::LastSeenAt], &[Session::TenantId, Session::Id])
            .and_where(Session::LastSeenAt.col().lt(PARAM)),
        Session::TABLE,
    );
}

/// Sessions that are neither ended nor past their absolute life; the last argument is the time.
fn live(keys: &[Session]) -> SelectStatement {
    select(&SESSION, keys)
        .and_where(Session::EndedAt.col().is_null())
        .and_where(Session::ExpiresAt.col().gt(PARAM))
        .take()
}

fn session(row: &mut Row) -> Result<Live, StoreError> {
    Ok(Live {
        id: row.id(SessionId::from_uuid)?,
        user: row.id(UserId::from_uuid)?,
        amr: row.text()?,
        auth_time: row.time()?,
        device: Device {
            address: row.optional_parsed(|text| text.parse().ok())?,
            user_agent: row.optional_text()?,
        },
        created_at: row.time()?,
        last_seen_at: row.time()?,
        expires_at: row.time()?,
    })
}

#[async_trait]
impl SessionReads for Scoped<'_> {
    async fn find_session(
        &self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<Live>, StoreError> {
        self.find(&FIND, &[self.tenant(), token.into(), now.into()], session)
            .await
    }

    async fn find_session_by_id(
        &self,
        id: SessionId,
        now: Timestamp,
    ) -> Result<Option<Live>, StoreError> {
        self.find(
            &FIND_BY_ID,
            &[self.tenant(), id.into(), now.into()],
            session,
        )
        .await
    }

    async fn list_sessions(
        &self,
        user: UserId,
        now: Timestamp,
        page: &PageRequest<SessionId>,
    ) -> Result<Vec<Live>, StoreError> {
        let arguments = [
            self.tenant(),
            user.into(),
            now.into(),
            page.after().map_or(Uuid::nil(), SessionId::as_uuid).into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST, &arguments, session).await
    }

    async fn list_all_sessions(
        &self,
        now: Timestamp,
        page: &PageRequest<SessionId>,
    ) -> Result<Vec<Live>, StoreError> {
        let arguments = [
            self.tenant(),
            now.into(),
            page.after().map_or(Uuid::nil(), SessionId::as_uuid).into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST_ALL, &arguments, session).await
    }
}

#[async_trait]
impl SessionWrites for Scoped<'_> {
    async fn insert_session(&self, new: &NewSession) -> Result<(), StoreError> {
        let session = new.session();
        let arguments: [Value; 11] = [
            self.tenant(),
            new.token().into(),
            session.id.into(),
            session.user.into(),
            session.amr.as_str().into(),
            session.auth_time.into(),
            session.device.address.map(|ip| ip.to_string()).into(),
            session.device.user_agent.as_deref().into(),
            session.created_at.into(),
            session.last_seen_at.into(),
            session.expires_at.into(),
        ];
        self.execute(&INSERT, &arguments).await.map(drop)
    }

    async fn end_session(
        &self,
        user: UserId,
        id: SessionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            now.into(),
            self.tenant(),
            id.into(),
            user.into(),
            now.into(),
        ];
        self.touches(&END, &arguments).await
    }

    async fn end_sessions(
        &self,
        user: UserId,
        keep: Option<SessionId>,
        now: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError> {
        let arguments = [
            now.into(),
            self.tenant(),
            user.into(),
            // No session has the nil id.
            keep.map_or(Uuid::nil(), |id| id.as_uuid()).into(),
            now.into(),
        ];
        self.list(&END_ALL_BUT, &arguments, |row| row.id(SessionId::from_uuid))
            .await
    }

    async fn renew_session(
        &self,
        user: UserId,
        id: SessionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            now.into(),
            self.tenant(),
            id.into(),
            user.into(),
            now.into(),
        ];
        self.touches(&RENEW, &arguments).await
    }

    async fn touch_session(&self, id: SessionId, seen: Timestamp) -> Result<(), StoreError> {
        let arguments = [seen.into(), self.tenant(), id.into(), seen.into()];
        self.execute(&TOUCH, &arguments).await.map(drop)
    }
}
