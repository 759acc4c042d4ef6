use async_trait::async_trait;
use authnex_core::{
    foundation::{ClientId, PageRequest, Timestamp, UserId},
    oauth::{Consent as Stored, ConsentReads, ConsentWrites, ScopeSet},
    store::StoreError,
};
use sea_query::{ExprTrait, OnConflict, Order};
use uuid::Uuid;

use super::{
    Scoped,
    query::{insert, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, Consent, PARAM},
};

const KEY: [Consent; 3] = [Consent::TenantId, Consent::UserId, Consent::OwnerId];
const CONSENT: [Consent; 4] = [
    Consent::UserId,
    Consent::OwnerId,
    Consent::Scope,
    Consent::GrantedAt,
];

statements! {
    FIND = Statement::point(
        select(&CONSENT, &KEY).and_where(Consent::RevokedAt.col().is_null()),
        &CONSENT,
    );
    LIST = Statement::scan(
        select(&CONSENT, &[Consent::TenantId, Consent::UserId])
            .and_where(Consent::OwnerId.col().gt(PARAM))
            .and_where(Consent::RevokedAt.col().is_null())
            .order_by(Consent::OwnerId, Order::Asc)
            .limit(0),
        &CONSENT,
    );
    PUT = Statement::write(
        insert(&[
            Consent::TenantId,
            Consent::UserId,
            Consent::OwnerId,
            Consent::Scope,
            Consent::GrantedAt,
            Consent::RevokedAt,
        ])
        .on_conflict(
            OnConflict::columns(KEY)
                .update_columns([Consent::Scope, Consent::GrantedAt, Consent::RevokedAt])
                .to_owned(),
        ),
        Consent::TABLE,
    );
    REVOKE = Statement::write(
        update(&[Consent::RevokedAt], &KEY).and_where(Consent::RevokedAt.col().is_null()),
        Consent::TABLE,
    );
}

fn consent(row: &mut Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        user: row.id(UserId::from_uuid)?,
        client: row.id(ClientId::from_uuid)?,
        scope: row.parsed(|text| Some(ScopeSet::parse(text)))?,
        granted_at: row.time()?,
    })
}

#[async_trait]
impl ConsentReads for Scoped<'_> {
    async fn find_consent(
        &self,
        user: UserId,
        client: ClientId,
    ) -> Result<Option<Stored>, StoreError> {
        let key = [self.tenant(), user.into(), client.into()];
        self.find(&FIND, &key, consent).await
    }

    async fn list_consents(
        &self,
        user: UserId,
        page: &PageRequest<ClientId>,
    ) -> Result<Vec<Stored>, StoreError> {
        let arguments = [
            self.tenant(),
            user.into(),
            page.after().map_or(Uuid::nil(), ClientId::as_uuid).into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST, &arguments, consent).await
    }
}

#[async_trait]
impl ConsentWrites for Scoped<'_> {
    async fn put_consent(&self, consent: &Stored) -> Result<(), StoreError> {
        let arguments = [
            self.tenant(),
            consent.user.into(),
            consent.client.into(),
            consent.scope.to_string().into(),
            consent.granted_at.into(),
            Value::Null,
        ];
        self.execute(&PUT, &arguments).await.map(drop)
    }

    async fn revoke_consent(
        &self,
        user: UserId,
        client: ClientId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [now.into(), self.tenant(), user.into(), client.into()];
        self.touches(&REVOKE, &arguments).await
    }
}
