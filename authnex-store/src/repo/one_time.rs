use async_trait::async_trait;
use authnex_core::{
    foundation::{Timestamp, TokenHash, UserId},
    one_time::{NewOneTime, OneTimeGrant, OneTimePurpose, OneTimeReads, OneTimeWrites},
    store::{Consumed, StoreError},
};
use sea_query::ExprTrait;

use super::{
    Scoped,
    query::{insert, returning, select, update},
};
use crate::{
    driver::{Row, Statement, statements},
    schema::{Column, OneTime, PARAM},
};

const KEY: [OneTime; 3] = [OneTime::TenantId, OneTime::Purpose, OneTime::TokenHash];
const GRANT: [OneTime; 2] = [OneTime::UserId, OneTime::Data];

statements! {
    INSERT = Statement::write(
        &insert(&[
            OneTime::TenantId,
            OneTime::Purpose,
            OneTime::TokenHash,
            OneTime::UserId,
            OneTime::Data,
            OneTime::CreatedAt,
            OneTime::ExpiresAt,
        ]),
        OneTime::TABLE,
    );
    FIND = Statement::point(
        select(&GRANT, &KEY)
            .and_where(OneTime::UsedAt.col().is_null())
            .and_where(OneTime::ExpiresAt.col().gt(PARAM)),
        &GRANT,
    );
    /// Led by the index of a user's tokens. Whoever asks keeps to one: a new one spends those before it.
    LIVE_OF_USER = Statement::point(
        select(&GRANT, &[OneTime::TenantId, OneTime::UserId, OneTime::Purpose])
            .and_where(OneTime::UsedAt.col().is_null())
            .and_where(OneTime::ExpiresAt.col().gt(PARAM)),
        &GRANT,
    );
    /// Led by the index of a user's tokens.
    SPEND_OF_USER = Statement::write(
        update(
            &[OneTime::UsedAt],
            &[OneTime::TenantId, OneTime::UserId, OneTime::Purpose],
        )
        .and_where(OneTime::UsedAt.col().is_null()),
        OneTime::TABLE,
    );
    /// Decides who consumes the token.
    CONSUME = Statement::point(
        update(&[OneTime::UsedAt], &KEY)
            .and_where(OneTime::UsedAt.col().is_null())
            .and_where(OneTime::ExpiresAt.col().gt(PARAM))
            .returning(returning(&GRANT)),
        &GRANT,
    );
    /// Asked by whoever did not win.
    SPENT = Statement::point(
        select(&GRANT, &KEY).and_where(OneTime::UsedAt.col().is_not_null()),
        &GRANT,
    );
}

fn grant(row: &mut Row) -> Result<OneTimeGrant, StoreError> {
    Ok(OneTimeGrant {
        user: row.optional_id(UserId::from_uuid)?,
        data: row.text()?,
    })
}

#[async_trait]
impl OneTimeReads for Scoped<'_> {
    async fn find_one_time(
        &self,
        purpose: &OneTimePurpose,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<OneTimeGrant>, StoreError> {
        let arguments = [
            self.tenant(),
            purpose.as_str().into(),
            hash.into(),
            now.into(),
        ];
        self.find(&FIND, &arguments, grant).await
    }

    async fn find_one_time_of(
        &self,
        user: UserId,
        purpose: &OneTimePurpose,
        now: Timestamp,
    ) -> Result<Option<OneTimeGrant>, StoreError> {
        let arguments = [
            self.tenant(),
            user.into(),
            purpose.as_str().into(),
            now.into(),
        ];
        self.find(&LIVE_OF_USER, &arguments, grant).await
    }
}

#[async_trait]
impl OneTimeWrites for Scoped<'_> {
    async fn insert_one_time(&self, new: &NewOneTime) -> Result<(), StoreError> {
        let arguments = [
            self.tenant(),
            new.purpose.as_str().into(),
            (&new.hash).into(),
            new.grant.user.into(),
            new.grant.data.as_str().into(),
            new.created_at.into(),
            new.expires_at.into(),
        ];
        self.execute(&INSERT, &arguments).await.map(drop)
    }

    async fn consume_one_time(
        &self,
        purpose: &OneTimePurpose,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<Consumed<OneTimeGrant>, StoreError> {
        let key = [self.tenant(), purpose.as_str().into(), hash.into()];
        let [tenant, purpose, hash] = key.clone();
        let guarded = [now.into(), tenant, purpose, hash, now.into()];
        if let Some(won) = self.find(&CONSUME, &guarded, grant).await? {
            return Ok(Consumed::Won(won));
        }
        Ok(self
            .find(&SPENT, &key, grant)
            .await?
            .map_or(Consumed::Absent, Consumed::Spent))
    }

    async fn spend_one_times_of(
        &self,
        user: UserId,
        purpose: &OneTimePurpose,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let arguments = [
            now.into(),
            self.tenant(),
            user.into(),
            purpose.as_str().into(),
        ];
        self.execute(&SPEND_OF_USER, &arguments).await
    }
}
