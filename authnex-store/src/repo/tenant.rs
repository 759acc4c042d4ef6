use async_trait::async_trait;
use authnex_core::{
    foundation::{PageRequest, TenantId, Timestamp},
    policy::PolicyOverrides,
    store::StoreError,
    tenant::{
        FormerTenantReads, NewTenant, PlanName, Slug, Tenant as StoredTenant, TenantDetails,
        TenantReads, TenantState, TenantWrites,
    },
};
use sea_query::{Expr, ExprTrait, OnConflict, Order, UpdateStatement};
use serde_json::to_string;

use super::{
    Scoped,
    query::{insert, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, PARAM, Tenant},
};

const TENANT: [Tenant; 11] = [
    Tenant::Id,
    Tenant::Slug,
    Tenant::Name,
    Tenant::State,
    Tenant::Overrides,
    Tenant::DataKey,
    Tenant::Version,
    Tenant::CreatedAt,
    Tenant::Plan,
    Tenant::MfaSince,
    Tenant::Branding,
];

statements! {
    FIND = Statement::point(&select(&TENANT, &[Tenant::Slug]), &TENANT);
    FIND_BY_ID = Statement::point(&select(&TENANT, &[Tenant::Id]), &TENANT);
    VERSION = Statement::point(&select(&[Tenant::Version], &[Tenant::Id]), &[Tenant::Version]);
    LIST = Statement::scan(
        select(&TENANT, &[])
            .and_where(Tenant::Slug.col().gt(PARAM))
            .order_by(Tenant::Slug, Order::Asc)
            .limit(0),
        &TENANT,
    );
    INSERT = Statement::write(
        insert(&[
            Tenant::Id,
            Tenant::Slug,
            Tenant::Name,
            Tenant::State,
            Tenant::Overrides,
            Tenant::DataKey,
            Tenant::Version,
            Tenant::CreatedAt,
            Tenant::ChangedAt,
            Tenant::Plan,
            Tenant::Branding,
        ])
        .on_conflict(OnConflict::column(Tenant::Slug).do_nothing().to_owned()),
        Tenant::TABLE,
    );
    SET_STATE = Statement::write(
        &change(&[Tenant::State], &[Tenant::Id, Tenant::State]),
        Tenant::TABLE,
    );
    SET_DETAILS = Statement::write(
        &change(&[Tenant::Name, Tenant::Plan, Tenant::Branding], &[Tenant::Id, Tenant::Version]),
        Tenant::TABLE,
    );
    SET_OVERRIDES = Statement::write(
        &change(&[Tenant::Overrides, Tenant::MfaSince], &[Tenant::Id, Tenant::Version]),
        Tenant::TABLE,
    );
    RAISE_VERSION = Statement::write(&change(&[], &[Tenant::Id]), Tenant::TABLE);
}

/// A change of configuration: raises the version. The arguments are what is set, the time, and the keys.
fn change(sets: &[Tenant], keys: &[Tenant]) -> UpdateStatement {
    let sets: Vec<Tenant> = sets.iter().copied().chain([Tenant::ChangedAt]).collect();
    update(&sets, keys)
        .value(Tenant::Version, Tenant::Version.col().add(Expr::cust("1")))
        .take()
}

fn tenant(row: &mut Row) -> Result<StoredTenant, StoreError> {
    Ok(StoredTenant {
        id: row.id(TenantId::from_uuid)?,
        slug: row.parsed(|text| Slug::parse(text).ok())?,
        name: row.text()?,
        state: row.parsed(TenantState::parse)?,
        overrides: row.parsed(|text| serde_json::from_str(text).ok())?,
        data_key: row.sealed()?,
        version: row.int()?,
        created_at: row.time()?,
        plan: row
            .optional_parsed(|text| PlanName::parse(text).ok())?
            .unwrap_or_default(),
        mfa_since: row.optional_time()?,
        branding: row
            .optional_parsed(|text| serde_json::from_str(text).ok())?
            .unwrap_or_default(),
    })
}

/// A text of JSON for a column.
fn json(text: serde_json::Result<String>, column: Tenant) -> Result<Value, StoreError> {
    text.map(Value::from).map_err(|_| StoreError::Row {
        table: Tenant::TABLE.0,
        column: column.name(),
    })
}

#[async_trait]
impl TenantReads for Scoped<'_> {
    async fn find_tenant(&self, slug: &Slug) -> Result<Option<StoredTenant>, StoreError> {
        self.find(&FIND, &[slug.as_str().into()], tenant).await
    }

    async fn find_tenant_by_id(&self, id: TenantId) -> Result<Option<StoredTenant>, StoreError> {
        self.find(&FIND_BY_ID, &[id.into()], tenant).await
    }

    async fn tenant_version(&self, id: TenantId) -> Result<Option<i64>, StoreError> {
        self.find(&VERSION, &[id.into()], Row::int).await
    }

    async fn list_tenants(
        &self,
        page: &PageRequest<Slug>,
    ) -> Result<Vec<StoredTenant>, StoreError> {
        let arguments = [
            page.after().map_or("", Slug::as_str).into(),
            (page.limit() + 1).into(),
        ];
        self.list(&LIST, &arguments, tenant).await
    }
}

#[async_trait]
impl TenantWrites for Scoped<'_> {
    async fn insert_tenant(&self, new: &NewTenant) -> Result<bool, StoreError> {
        let arguments: [Value; 11] = [
            new.id.into(),
            new.slug.as_str().into(),
            new.name.as_str().into(),
            TenantState::Active.as_str().into(),
            json(to_string(&PolicyOverrides::default()), Tenant::Overrides)?,
            (&new.data_key).into(),
            1_i64.into(),
            new.created_at.into(),
            new.created_at.into(),
            new.plan.as_str().into(),
            json(to_string(&new.branding), Tenant::Branding)?,
        ];
        // In this order: whoever erases at the same moment has left the tombstone before the slug is free.
        Ok(self.touches(&INSERT, &arguments).await?
            && self.find_former_tenant(&new.slug).await?.is_none())
    }

    async fn set_state(
        &self,
        from: TenantState,
        to: TenantState,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            to.as_str().into(),
            now.into(),
            self.tenant(),
            from.as_str().into(),
        ];
        self.touches(&SET_STATE, &arguments).await
    }

    async fn set_details(
        &self,
        version: i64,
        details: &TenantDetails,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            details.name.as_str().into(),
            details.plan.as_str().into(),
            json(to_string(&details.branding), Tenant::Branding)?,
            now.into(),
            self.tenant(),
            version.into(),
        ];
        self.touches(&SET_DETAILS, &arguments).await
    }

    async fn set_overrides(
        &self,
        version: i64,
        (overrides, mfa_since): (&PolicyOverrides, Option<Timestamp>),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            json(to_string(overrides), Tenant::Overrides)?,
            mfa_since.into(),
            now.into(),
            self.tenant(),
            version.into(),
        ];
        self.touches(&SET_OVERRIDES, &arguments).await
    }

    async fn raise_version(&self, now: Timestamp) -> Result<(), StoreError> {
        self.execute(&RAISE_VERSION, &[now.into(), self.tenant()])
            .await
            .map(drop)
    }
}
