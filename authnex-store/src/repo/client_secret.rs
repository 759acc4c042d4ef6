use async_trait::async_trait;
use authnex_core::{
    client::{
        ClientSecret as Stored, ClientSecretReads, ClientSecretWrites, NewClientSecret, SecretHash,
        SecretKind,
    },
    foundation::{ClientId, ClientSecretId, PageRequest, Timestamp, TokenHash},
    store::StoreError,
};
use sea_query::{Condition, ExprTrait, OnConflict, Order};
use uuid::Uuid;

use super::{
    Scoped,
    query::{delete, insert, returning, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{ClientSecret, Column, PARAM},
};

const SECRET: [ClientSecret; 9] = [
    ClientSecret::Id,
    ClientSecret::OwnerId,
    ClientSecret::Kind,
    ClientSecret::Purpose,
    ClientSecret::Hint,
    ClientSecret::CreatedAt,
    ClientSecret::ExpiresAt,
    ClientSecret::LastUsedAt,
    ClientSecret::RevokedAt,
];
/// What a secret that is made again takes over from the new one.
const RENEWED: [ClientSecret; 7] = [
    ClientSecret::Id,
    ClientSecret::Kind,
    ClientSecret::Purpose,
    ClientSecret::Hint,
    ClientSecret::CreatedAt,
    ClientSecret::ExpiresAt,
    ClientSecret::RevokedAt,
];
const HASH: [ClientSecret; 2] = [ClientSecret::Id, ClientSecret::SecretHash];
const KEY: [ClientSecret; 2] = [ClientSecret::TenantId, ClientSecret::Id];

statements! {
    /// The check of an API key: one row of one tree.
    FIND = Statement::point(
        select(&SECRET, &[ClientSecret::TenantId, ClientSecret::SecretHash]).cond_where(live()),
        &SECRET,
    );
    FIND_BY_ID = Statement::point(&select(&SECRET, &KEY), &SECRET);
    /// A client has few secrets, and they stand side by side.
    LIST_OF_CLIENT = Statement::scan(
        select(&SECRET, &[ClientSecret::TenantId, ClientSecret::OwnerId])
            .order_by(ClientSecret::Id, Order::Asc),
        &SECRET,
    );
    LIST_HASHES = Statement::scan(
        select(&HASH, &[ClientSecret::TenantId, ClientSecret::OwnerId])
            .order_by(ClientSecret::Id, Order::Asc),
        &HASH,
    );
    LIST_OF_KIND = Statement::scan(
        select(&SECRET, &[ClientSecret::TenantId, ClientSecret::Kind])
            .and_where(ClientSecret::Id.col().gt(PARAM))
            .order_by(ClientSecret::Id, Order::Asc)
            .limit(0),
        &SECRET,
    );
    PUT = Statement::write(
        insert(&[
            ClientSecret::TenantId,
            ClientSecret::SecretHash,
            ClientSecret::Id,
            ClientSecret::OwnerId,
            ClientSecret::Kind,
            ClientSecret::Purpose,
            ClientSecret::Hint,
            ClientSecret::CreatedAt,
            ClientSecret::ExpiresAt,
            ClientSecret::RevokedAt,
        ])
        .on_conflict(
            OnConflict::columns([ClientSecret::TenantId, ClientSecret::SecretHash])
                .update_columns(RENEWED)
                .to_owned(),
        ),
        ClientSecret::TABLE,
    );
    REVOKE = Statement::write(
        update(&[ClientSecret::RevokedAt], &KEY).cond_where(live()),
        ClientSecret::TABLE,
    );
    REVOKE_FOR_PURPOSE = Statement::point(
        update(
            &[ClientSecret::RevokedAt],
            &[
                ClientSecret::TenantId,
                ClientSecret::Purpose,
                ClientSecret::Kind,
            ],
        )
        .cond_where(live())
        .returning(returning(&[ClientSecret::Id])),
        &[ClientSecret::Id],
    );
    /// One that would end earlier keeps its end.
    EXPIRE = Statement::write(
        update(&[ClientSecret::ExpiresAt], &KEY)
            .cond_where(live())
            .cond_where(ends_after()),
        ClientSecret::TABLE,
    );
    FIND_LIVE = Statement::point(
        select(&[ClientSecret::Id], &KEY).cond_where(live()),
        &[ClientSecret::Id],
    );
    TOUCH = Statement::write(
        update(&[ClientSecret::LastUsedAt], &KEY).cond_where(
            Condition::any()
                .add(ClientSecret::LastUsedAt.col().is_null())
                .add(ClientSecret::LastUsedAt.col().lt(PARAM)),
        ),
        ClientSecret::TABLE,
    );
    DELETE_OF_CLIENT = Statement::write(
        &delete(&[ClientSecret::TenantId, ClientSecret::OwnerId]),
        ClientSecret::TABLE,
    );
}

/// Neither revoked nor, at the time that is the argument, expired.
fn live() -> Condition {
    Condition::all()
        .add(ClientSecret::RevokedAt.col().is_null())
        .add(ends_after())
}

fn ends_after() -> Condition {
    Condition::any()
        .add(ClientSecret::ExpiresAt.col().is_null())
        .add(ClientSecret::ExpiresAt.col().gt(PARAM))
}

fn secret(row: &mut Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        id: row.id(ClientSecretId::from_uuid)?,
        owner: row.id(ClientId::from_uuid)?,
        kind: row.parsed(SecretKind::parse)?,
        purpose: row.optional_text()?,
        hint: row.optional_text()?,
        created_at: row.time()?,
        expires_at: row.optional_time()?,
        last_used_at: row.optional_time()?,
        revoked_at: row.optional_time()?,
    })
}

fn secret_id(row: &mut Row) -> Result<ClientSecretId, StoreError> {
    row.id(ClientSecretId::from_uuid)
}

fn hash(row: &mut Row) -> Result<(ClientSecretId, TokenHash), StoreError> {
    Ok((row.id(ClientSecretId::from_uuid)?, row.token_hash()?))
}

#[async_trait]
impl ClientSecretReads for Scoped<'_> {
    async fn find_client_secret(
        &self,
        hash: &SecretHash,
        now: Timestamp,
    ) -> Result<Option<Stored>, StoreError> {
        let arguments = [self.tenant(), hash.into(), now.into()];
        self.find(&FIND, &arguments, secret).await
    }

    async fn find_client_secret_by_id(
        &self,
        id: ClientSecretId,
    ) -> Result<Option<Stored>, StoreError> {
        self.find(&FIND_BY_ID, &[self.tenant(), id.into()], secret)
            .await
    }

    async fn list_client_secrets(&self, owner: ClientId) -> Result<Vec<Stored>, StoreError> {
        self.list(&LIST_OF_CLIENT, &[self.tenant(), owner.into()], secret)
            .await
    }

    async fn list_client_secret_hashes(
        &self,
        owner: ClientId,
    ) -> Result<Vec<(ClientSecretId, TokenHash)>, StoreError> {
        let key = [self.tenant(), owner.into()];
        self.list(&LIST_HASHES, &key, hash).await
    }

    async fn list_api_keys(
        &self,
        page: &PageRequest<ClientSecretId>,
    ) -> Result<Vec<Stored>, StoreError> {
        let arguments = [
            self.tenant(),
            SecretKind::ApiKey.as_str().into(),
            page.after()
                .map_or(Uuid::nil(), ClientSecretId::as_uuid)
                .into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST_OF_KIND, &arguments, secret).await
    }
}

#[async_trait]
impl ClientSecretWrites for Scoped<'_> {
    async fn delete_client_secrets(&self, owner: ClientId) -> Result<(), StoreError> {
        self.execute(&DELETE_OF_CLIENT, &[self.tenant(), owner.into()])
            .await
            .map(drop)
    }

    async fn put_client_secret(&self, new: &NewClientSecret) -> Result<(), StoreError> {
        let arguments = [
            self.tenant(),
            (&new.hash).into(),
            new.id.into(),
            new.owner.into(),
            new.kind.as_str().into(),
            new.purpose.as_deref().into(),
            new.hint.as_deref().into(),
            new.created_at.into(),
            new.expires_at.into(),
            Value::Null,
        ];
        self.execute(&PUT, &arguments).await.map(drop)
    }

    async fn revoke_client_secret(
        &self,
        id: ClientSecretId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [now.into(), self.tenant(), id.into(), now.into()];
        self.touches(&REVOKE, &arguments).await
    }

    async fn revoke_api_keys_for(
        &self,
        purpose: &str,
        now: Timestamp,
    ) -> Result<Vec<ClientSecretId>, StoreError> {
        let arguments = [
            now.into(),
            self.tenant(),
            purpose.into(),
            SecretKind::ApiKey.as_str().into(),
            now.into(),
        ];
        self.list(&REVOKE_FOR_PURPOSE, &arguments, secret_id).await
    }

    async fn expire_client_secret(
        &self,
        id: ClientSecretId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            until.into(),
            self.tenant(),
            id.into(),
            now.into(),
            until.into(),
        ];
        if self.touches(&EXPIRE, &arguments).await? {
            return Ok(true);
        }
        // It was over, or ends before `until` anyhow.
        let live = [self.tenant(), id.into(), now.into()];
        Ok(self.find(&FIND_LIVE, &live, secret_id).await?.is_some())
    }

    async fn touch_client_secret(
        &self,
        id: ClientSecretId,
        used: Timestamp,
    ) -> Result<(), StoreError> {
        let arguments = [used.into(), self.tenant(), id.into(), used.into()];
        self.execute(&TOUCH, &arguments).await.map(drop)
    }
}
