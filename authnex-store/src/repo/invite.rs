use async_trait::async_trait;
use authnex_core::{
    foundation::{InviteId, PageRequest, Timestamp, TokenHash, UserId},
    invite::{Invite as Stored, InviteReads, InviteWrites, NewInvite, Renewal},
    role::RoleName,
    store::{Consumed, StoreError},
    user::Email,
};
use sea_query::{ExprTrait, Order, SelectStatement, UpdateStatement};
use uuid::Uuid;

use super::{
    Scoped,
    query::{insert, returning, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, Invite, PARAM},
};

const INVITE: [Invite; 10] = [
    Invite::Id,
    Invite::Email,
    Invite::Name,
    Invite::Roles,
    Invite::CreatedAt,
    Invite::SentAt,
    Invite::ExpiresAt,
    Invite::AcceptedAt,
    Invite::UserId,
    Invite::RevokedAt,
];
const BY_TOKEN: [Invite; 2] = [Invite::TenantId, Invite::TokenHash];

statements! {
    FIND = Statement::point(&select(&INVITE, &[Invite::TenantId, Invite::Id]), &INVITE);
    FIND_BY_TOKEN = Statement::point(&pending(select(&INVITE, &BY_TOKEN)), &INVITE);
    FIND_PENDING = Statement::point(
        pending(select(&INVITE, &[Invite::TenantId, Invite::EmailNormal])).limit(0),
        &INVITE,
    );
    LIST = Statement::scan(
        select(&INVITE, &[Invite::TenantId])
            .and_where(Invite::Id.col().gt(PARAM))
            .order_by(Invite::Id, Order::Asc)
            .limit(0),
        &INVITE,
    );
    INSERT = Statement::write(
        &insert(&[
            Invite::TenantId,
            Invite::Id,
            Invite::TokenHash,
            Invite::Email,
            Invite::EmailNormal,
            Invite::Name,
            Invite::Roles,
            Invite::CreatedAt,
            Invite::SentAt,
            Invite::ExpiresAt,
        ]),
        Invite::TABLE,
    );
    /// Decides who accepts.
    ACCEPT = Statement::point(
        open(update(&[Invite::AcceptedAt, Invite::UserId], &BY_TOKEN))
            .and_where(Invite::ExpiresAt.col().gt(PARAM))
            .returning(returning(&INVITE)),
        &INVITE,
    );
    /// Asked by whoever did not.
    ACCEPTED = Statement::point(
        select(&INVITE, &BY_TOKEN).and_where(Invite::AcceptedAt.col().is_not_null()),
        &INVITE,
    );
    RENEW = Statement::write(
        &open(update(
            &[Invite::TokenHash, Invite::SentAt, Invite::ExpiresAt],
            &[Invite::TenantId, Invite::Id],
        )),
        Invite::TABLE,
    );
    REVOKE = Statement::write(
        &open(update(&[Invite::RevokedAt], &[Invite::TenantId, Invite::Id])),
        Invite::TABLE,
    );
}

/// Neither accepted nor taken back, and in time.
fn pending(mut select: SelectStatement) -> SelectStatement {
    select
        .and_where(Invite::AcceptedAt.col().is_null())
        .and_where(Invite::RevokedAt.col().is_null())
        .and_where(Invite::ExpiresAt.col().gt(PARAM))
        .take()
}

/// Neither accepted nor taken back.
fn open(mut update: UpdateStatement) -> UpdateStatement {
    update
        .and_where(Invite::AcceptedAt.col().is_null())
        .and_where(Invite::RevokedAt.col().is_null())
        .take()
}

fn invite(row: &mut Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        id: row.id(InviteId::from_uuid)?,
        email: row.parsed(|text| Email::parse(text).ok())?,
        name: row.optional_text()?,
        roles: row.parsed(role_names)?,
        created_at: row.time()?,
        sent_at: row.time()?,
        expires_at: row.time()?,
        accepted_at: row.optional_time()?,
        user: row.optional_id(UserId::from_uuid)?,
        revoked_at: row.optional_time()?,
    })
}

fn role_names(text: &str) -> Option<Vec<RoleName>> {
    let names: Vec<String> = serde_json::from_str(text).ok()?;
    names
        .iter()
        .map(|name| RoleName::parse(name).ok())
        .collect()
}

fn document(roles: &[RoleName]) -> Value {
    let names: Vec<&str> = roles.iter().map(RoleName::as_str).collect();
    serde_json::to_string(&names).unwrap_or_default().into()
}

#[async_trait]
impl InviteReads for Scoped<'_> {
    async fn find_invite(&self, id: InviteId) -> Result<Option<Stored>, StoreError> {
        self.find(&FIND, &[self.tenant(), id.into()], invite).await
    }

    async fn find_invite_by_token(
        &self,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<Stored>, StoreError> {
        let arguments = [self.tenant(), token.into(), now.into()];
        self.find(&FIND_BY_TOKEN, &arguments, invite).await
    }

    async fn find_pending_invite(
        &self,
        email: &Email,
        now: Timestamp,
    ) -> Result<Option<Stored>, StoreError> {
        let arguments = [
            self.tenant(),
            email.normal().into(),
            now.into(),
            1_u32.into(),
        ];
        self.find(&FIND_PENDING, &arguments, invite).await
    }

    async fn list_invites(&self, page: &PageRequest<InviteId>) -> Result<Vec<Stored>, StoreError> {
        let arguments = [
            self.tenant(),
            page.after().map_or(Uuid::nil(), InviteId::as_uuid).into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST, &arguments, invite).await
    }
}

#[async_trait]
impl InviteWrites for Scoped<'_> {
    async fn insert_invite(&self, new: &NewInvite) -> Result<(), StoreError> {
        let arguments = [
            self.tenant(),
            new.id.into(),
            (&new.token).into(),
            new.email.as_str().into(),
            new.email.normal().into(),
            new.name.as_deref().into(),
            document(&new.roles),
            new.created_at.into(),
            new.created_at.into(),
            new.expires_at.into(),
        ];
        self.execute(&INSERT, &arguments).await.map(drop)
    }

    async fn accept_invite(
        &self,
        token: &TokenHash,
        user: UserId,
        now: Timestamp,
    ) -> Result<Consumed<Stored>, StoreError> {
        let guarded = [
            now.into(),
            user.into(),
            self.tenant(),
            token.into(),
            now.into(),
        ];
        if let Some(won) = self.find(&ACCEPT, &guarded, invite).await? {
            return Ok(Consumed::Won(won));
        }
        Ok(self
            .find(&ACCEPTED, &[self.tenant(), token.into()], invite)
            .await?
            .map_or(Consumed::Absent, Consumed::Spent))
    }

    async fn renew_invite(&self, renewal: &Renewal) -> Result<bool, StoreError> {
        let arguments = [
            (&renewal.token).into(),
            renewal.sent_at.into(),
            renewal.expires_at.into(),
            self.tenant(),
            renewal.id.into(),
        ];
        self.touches(&RENEW, &arguments).await
    }

    async fn revoke_invite(&self, id: InviteId, now: Timestamp) -> Result<bool, StoreError> {
        let arguments = [now.into(), self.tenant(), id.into()];
        self.touches(&REVOKE, &arguments).await
    }
}
