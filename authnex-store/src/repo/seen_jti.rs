use async_trait::async_trait;
use authnex_core::{
    foundation::{ClientId, TokenHash},
    oauth::{JtiUse, SeenJti as Seen, SeenJtiReads, SeenJtiWrites},
    store::StoreError,
};
use sea_query::OnConflict;

use super::{
    Scoped,
    query::{insert, select},
};
use crate::{
    driver::{Row, Statement, statements},
    schema::{Column, SeenJti},
};

const KEY: [SeenJti; 4] = [
    SeenJti::TenantId,
    SeenJti::OwnerId,
    SeenJti::UsedAs,
    SeenJti::JtiHash,
];

statements! {
    FIND = Statement::point(&select(&[SeenJti::ExpiresAt], &KEY), &[SeenJti::ExpiresAt]);
    /// Decides who used the id first.
    NOTE = Statement::write(
        insert(&[
            SeenJti::TenantId,
            SeenJti::OwnerId,
            SeenJti::UsedAs,
            SeenJti::JtiHash,
            SeenJti::ExpiresAt,
        ])
        .on_conflict(OnConflict::columns(KEY).do_nothing().to_owned()),
        SeenJti::TABLE,
    );
}

fn found(row: &mut Row) -> Result<(), StoreError> {
    row.time().map(drop)
}

#[async_trait]
impl SeenJtiReads for Scoped<'_> {
    async fn is_jti_seen(
        &self,
        used_as: JtiUse,
        client: ClientId,
        hash: &TokenHash,
    ) -> Result<bool, StoreError> {
        let key = [
            self.tenant(),
            client.into(),
            used_as.as_str().into(),
            hash.into(),
        ];
        Ok(self.find(&FIND, &key, found).await?.is_some())
    }
}

#[async_trait]
impl SeenJtiWrites for Scoped<'_> {
    async fn note_jti(&self, seen: &Seen) -> Result<bool, StoreError> {
        let arguments = [
            self.tenant(),
            seen.client.into(),
            seen.used_as.as_str().into(),
            (&seen.hash).into(),
            seen.expires_at.into(),
        ];
        self.touches(&NOTE, &arguments).await
    }
}
