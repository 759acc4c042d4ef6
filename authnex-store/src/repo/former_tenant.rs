use std::sync::LazyLock;

use async_trait::async_trait;
use authnex_core::{
    foundation::{TenantId, Timestamp},
    keyring::Sealed,
    store::StoreError,
    tenant::{FormerTenant as Tombstone, FormerTenantReads, Slug, TenantErasure, TenantState},
};
use sea_query::{Expr, ExprTrait, OnConflict};

use super::{
    Scoped, erased,
    query::{delete, insert, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, FormerTenant, Tenant},
};

const TOMBSTONE: [FormerTenant; 3] = [FormerTenant::Slug, FormerTenant::Id, FormerTenant::ErasedAt];

statements! {
    FIND = Statement::point(&select(&TOMBSTONE, &[FormerTenant::Slug]), &TOMBSTONE);
    INSERT = Statement::write(
        insert(&TOMBSTONE)
            .on_conflict(OnConflict::column(FormerTenant::Slug).do_nothing().to_owned()),
        FormerTenant::TABLE,
    );
    DESTROY_DATA_KEY = Statement::write(
        update(&[Tenant::DataKey, Tenant::ChangedAt], &[Tenant::Id, Tenant::State])
            .value(Tenant::Version, Tenant::Version.col().add(Expr::cust("1"))),
        Tenant::TABLE,
    );
    DELETE_TENANT = Statement::write(&delete(&[Tenant::Id, Tenant::State]), Tenant::TABLE);
}

fn tombstone(row: &mut Row) -> Result<Tombstone, StoreError> {
    Ok(Tombstone {
        slug: row.parsed(|text| Slug::parse(text).ok())?,
        id: row.id(TenantId::from_uuid)?,
        erased_at: row.time()?,
    })
}

#[async_trait]
impl FormerTenantReads for Scoped<'_> {
    async fn find_former_tenant(&self, slug: &Slug) -> Result<Option<Tombstone>, StoreError> {
        self.find(&FIND, &[slug.as_str().into()], tombstone).await
    }
}

impl Scoped<'_> {
    /// Runs statements until so many rows are gone.
    async fn erase(
        &self,
        statements: impl Iterator<Item = &'static LazyLock<Statement>> + Send,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let mut gone = 0;
        for statement in statements {
            let left = u64::from(limit).saturating_sub(gone);
            if left == 0 {
                break;
            }
            let most = Value::Int(left.try_into().unwrap_or(i64::MAX));
            let arguments = [self.tenant(), self.tenant(), most];
            gone += self.execute(statement, &arguments).await?;
        }
        Ok(gone)
    }
}

#[async_trait]
impl TenantErasure for Scoped<'_> {
    async fn destroy_data_key(&self, now: Timestamp) -> Result<bool, StoreError> {
        let arguments = [
            (&Sealed::from_bytes(Vec::new())).into(),
            now.into(),
            self.tenant(),
            TenantState::DeletionRequested.as_str().into(),
        ];
        self.touches(&DESTROY_DATA_KEY, &arguments).await
    }

    async fn erase_rows(&self, limit: u32) -> Result<u64, StoreError> {
        let all = erased::TABLES.iter().map(|(_, statement)| *statement);
        self.erase(all, limit).await
    }

    async fn erase_sign_ins(&self, limit: u32) -> Result<u64, StoreError> {
        self.erase(erased::SIGN_INS.into_iter(), limit).await
    }

    async fn bury(&self, slug: &Slug, now: Timestamp) -> Result<bool, StoreError> {
        let tombstone = [slug.as_str().into(), self.tenant(), now.into()];
        self.execute(&INSERT, &tombstone).await?;
        let arguments = [
            self.tenant(),
            TenantState::DeletionRequested.as_str().into(),
        ];
        self.touches(&DELETE_TENANT, &arguments).await
    }
}
