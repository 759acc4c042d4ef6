use async_trait::async_trait;
use authnex_core::{
    instance::{InstanceReads, InstanceWrites},
    keyring::Sealed,
    store::StoreError,
};
use sea_query::OnConflict;

use super::{
    Scoped,
    query::{insert, select},
};
use crate::{
    driver::{Row, Statement, statements},
    schema::{Column, Instance},
};

statements! {
    FIND = Statement::point(&select(&[Instance::Secret], &[Instance::Id]), &[Instance::Secret]);
    INSERT = Statement::write(
        insert(&[Instance::Id, Instance::Secret])
            .on_conflict(OnConflict::column(Instance::Id).do_nothing().to_owned()),
        Instance::TABLE,
    );
}

#[async_trait]
impl InstanceReads for Scoped<'_> {
    async fn instance_secret(&self) -> Result<Option<Sealed>, StoreError> {
        self.find(&FIND, &[Instance::ROW.into()], Row::sealed).await
    }
}

#[async_trait]
impl InstanceWrites for Scoped<'_> {
    async fn insert_instance_secret(&self, secret: &Sealed) -> Result<bool, StoreError> {
        self.touches(&INSERT, &[Instance::ROW.into(), secret.into()])
            .await
    }
}
