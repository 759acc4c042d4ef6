use async_trait::async_trait;
use authnex_core::{
    foundation::{PageRequest, SigningKeyId},
    keyring::{Sealed, WrappedReads, WrappedWrites},
    signing_key::SpareKey,
    store::StoreError,
};
use sea_query::{ExprTrait, Order};
use uuid::Uuid;

use super::{
    Scoped,
    query::{select, update},
    spare_key::{SPARE, spare},
};
use crate::{
    driver::{Statement, statements},
    schema::{Column, PARAM, SpareSigningKey, Tenant},
};

statements! {
    LIST_SPARE_KEYS = Statement::scan(
        select(&SPARE, &[])
            .and_where(SpareSigningKey::Id.col().gt(PARAM))
            .order_by(SpareSigningKey::Id, Order::Asc)
            .limit(0),
        &SPARE,
    );
    /// The version stays: it is the same key.
    REWRAP_DATA_KEY = Statement::write(
        &update(&[Tenant::DataKey], &[Tenant::Id, Tenant::DataKey]),
        Tenant::TABLE,
    );
    REWRAP_SPARE_KEY = Statement::write(
        &update(
            &[SpareSigningKey::PrivateKey],
            &[SpareSigningKey::Id, SpareSigningKey::PrivateKey],
        ),
        SpareSigningKey::TABLE,
    );
}

#[async_trait]
impl WrappedReads for Scoped<'_> {
    async fn list_spare_keys(
        &self,
        page: &PageRequest<SigningKeyId>,
    ) -> Result<Vec<SpareKey>, StoreError> {
        let after = page.after().map_or(Uuid::nil(), SigningKeyId::as_uuid);
        let arguments = [after.into(), (page.limit() + 1).into()];
        self.list(&LIST_SPARE_KEYS, &arguments, spare).await
    }
}

#[async_trait]
impl WrappedWrites for Scoped<'_> {
    async fn rewrap_data_key(&self, old: &Sealed, new: &Sealed) -> Result<bool, StoreError> {
        let arguments = [new.into(), self.tenant(), old.into()];
        self.touches(&REWRAP_DATA_KEY, &arguments).await
    }

    async fn rewrap_instance_secret(&self, old: &Sealed, new: &Sealed) -> Result<bool, StoreError> {
        self.rewrap_secret(old, new).await
    }

    async fn rewrap_spare_key(
        &self,
        id: SigningKeyId,
        old: &Sealed,
        new: &Sealed,
    ) -> Result<bool, StoreError> {
        let arguments = [new.into(), id.into(), old.into()];
        self.touches(&REWRAP_SPARE_KEY, &arguments).await
    }
}
