use async_trait::async_trait;
use authnex_core::{
    foundation::{SigningKeyId, Timestamp},
    jose::Algorithm,
    signing_key::{KeyState, SpareKey, SpareKeyReads, SpareKeyWrites},
    store::StoreError,
    tenant::Slug,
};
use sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement};

use super::{
    Scoped,
    query::{insert, returning, select},
};
use crate::{
    driver::{Row, Statement, statements},
    schema::{Column, PARAM, SigningKey, SpareSigningKey, Tenant},
};

pub(super) const SPARE: [SpareSigningKey; 3] = [
    SpareSigningKey::Id,
    SpareSigningKey::PrivateKey,
    SpareSigningKey::CreatedAt,
];

/// Keys of one algorithm that a tenant is to have: one that signs, and one published ahead.
const USABLE_KEYS: i64 = 2;

statements! {
    COUNT = Statement::count(
        Query::select()
            .expr(Func::count(SpareSigningKey::Id.col()))
            .from(SpareSigningKey::TABLE),
        SpareSigningKey::TABLE,
    );
    INSERT = Statement::write(&insert(&SPARE), SpareSigningKey::TABLE);
    /// Decides who gets the oldest key.
    CLAIM = Statement::point(
        Query::delete()
            .from_table(SpareSigningKey::TABLE)
            .and_where(
                SpareSigningKey::Id.col().in_subquery(
                    select(&[SpareSigningKey::Id], &[])
                        .order_by(SpareSigningKey::Id, Order::Asc)
                        .limit(0)
                        .take(),
                ),
            )
            .returning(returning(&SPARE)),
        &SPARE,
    );
    /// A platform's statement: it walks all tenants, and counts within each by its key.
    TENANTS_LACKING_RSA_KEYS = Statement::scan(
        select(&[Tenant::Slug], &[])
            .and_where(Expr::from(usable_keys()).lt(PARAM))
            .order_by(Tenant::Id, Order::Asc)
            .limit(0),
        &[Tenant::Slug],
    );
    /// A platform's statement, over an index of the few keys that retire.
    TENANTS_WITH_RETIRED_KEYS = Statement::scan(
        select(&[Tenant::Slug], &[])
            .and_where(
                Tenant::Id.col().in_subquery(
                    select(&[SigningKey::TenantId], &[])
                        .and_where(SigningKey::RetiresAt.col().is_not_null())
                        .and_where(SigningKey::RetiresAt.col().lte(PARAM))
                        .take(),
                ),
            )
            .order_by(Tenant::Id, Order::Asc)
            .limit(0),
        &[Tenant::Slug],
    );
}

fn usable_keys() -> SelectStatement {
    Query::select()
        .expr(Func::count(SigningKey::Id.col()))
        .from(SigningKey::TABLE)
        .and_where(
            Expr::col((SigningKey::TABLE, SigningKey::TenantId))
                .equals((Tenant::TABLE, Tenant::Id)),
        )
        .and_where(SigningKey::Algorithm.given())
        .and_where(SigningKey::State.col().is_in([PARAM, PARAM]))
        .take()
}

fn slug(row: &mut Row) -> Result<Slug, StoreError> {
    row.parsed(|text| Slug::parse(text).ok())
}

pub(super) fn spare(row: &mut Row) -> Result<SpareKey, StoreError> {
    Ok(SpareKey {
        id: row.id(SigningKeyId::from_uuid)?,
        private_key: row.sealed()?,
        created_at: row.time()?,
    })
}

#[async_trait]
impl SpareKeyReads for Scoped<'_> {
    async fn count_spare_keys(&self) -> Result<u64, StoreError> {
        Ok(self.find(&COUNT, &[], Row::number).await?.unwrap_or(0))
    }

    async fn tenants_lacking_rsa_keys(&self, limit: u32) -> Result<Vec<Slug>, StoreError> {
        let arguments = [
            Algorithm::Rs256.name().into(),
            KeyState::Active.as_str().into(),
            KeyState::Next.as_str().into(),
            USABLE_KEYS.into(),
            limit.into(),
        ];
        self.list(&TENANTS_LACKING_RSA_KEYS, &arguments, slug).await
    }

    async fn tenants_with_retired_keys(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Slug>, StoreError> {
        self.list(
            &TENANTS_WITH_RETIRED_KEYS,
            &[now.into(), limit.into()],
            slug,
        )
        .await
    }
}

#[async_trait]
impl SpareKeyWrites for Scoped<'_> {
    async fn insert_spare_key(&self, spare: &SpareKey) -> Result<(), StoreError> {
        let arguments = [
            spare.id.into(),
            (&spare.private_key).into(),
            spare.created_at.into(),
        ];
        self.execute(&INSERT, &arguments).await.map(drop)
    }

    async fn claim_spare_key(&self) -> Result<Option<SpareKey>, StoreError> {
        self.find(&CLAIM, &[1_i64.into()], spare).await
    }
}
