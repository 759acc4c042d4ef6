use async_trait::async_trait;
use authnex_core::{
    instance::{InstanceReads, InstanceWrites},
    keyring::Sealed,
    store::StoreError,
};
use sea_query::OnConflict;

use super::{
    Scoped,
    query::{insert, select, update},
};
use crate::{
    driver::{Row, Statement, statements},
    schema::{Column, Instance, Setting},
};

statements! {
    FIND = Statement::point(&select(&[Instance::Secret], &[Instance::Id]), &[Instance::Secret]);
    INSERT = Statement::write(
        insert(&[Instance::Id, Instance::Secret])
            .on_conflict(OnConflict::column(Instance::Id).do_nothing().to_owned()),
        Instance::TABLE,
    );
    REWRAP = Statement::write(
        &update(&[Instance::Secret], &[Instance::Id, Instance::Secret]),
        Instance::TABLE,
    );
    REMEMBERED = Statement::point(&select(&[Setting::Value], &[Setting::Name]), &[Setting::Value]);
    REMEMBER_FIRST = Statement::write(
        insert(&[Setting::Name, Setting::Value])
            .on_conflict(OnConflict::column(Setting::Name).do_nothing().to_owned()),
        Setting::TABLE,
    );
    REMEMBER = Statement::write(
        insert(&[Setting::Name, Setting::Value]).on_conflict(
            OnConflict::column(Setting::Name)
                .update_column(Setting::Value)
                .to_owned(),
        ),
        Setting::TABLE,
    );
}

impl Scoped<'_> {
    pub(super) async fn rewrap_secret(
        &self,
        old: &Sealed,
        new: &Sealed,
    ) -> Result<bool, StoreError> {
        let arguments = [new.into(), Instance::ROW.into(), old.into()];
        self.touches(&REWRAP, &arguments).await
    }
}

#[async_trait]
impl InstanceReads for Scoped<'_> {
    async fn instance_secret(&self) -> Result<Option<Sealed>, StoreError> {
        self.find(&FIND, &[Instance::ROW.into()], Row::sealed).await
    }

    async fn remembered(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.find(&REMEMBERED, &[name.into()], Row::text).await
    }
}

#[async_trait]
impl InstanceWrites for Scoped<'_> {
    async fn insert_instance_secret(&self, secret: &Sealed) -> Result<bool, StoreError> {
        self.touches(&INSERT, &[Instance::ROW.into(), secret.into()])
            .await
    }

    async fn remember(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.execute(&REMEMBER, &[name.into(), value.into()])
            .await
            .map(drop)
    }

    async fn remember_first(&self, name: &str, value: &str) -> Result<bool, StoreError> {
        self.touches(&REMEMBER_FIRST, &[name.into(), value.into()])
            .await
    }
}
