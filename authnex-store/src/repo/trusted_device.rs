use async_trait::async_trait;
use authnex_core::{
    foundation::{Timestamp, TokenHash, TrustedDeviceId, UserId},
    store::StoreError,
    trusted_device::{
        NewTrustedDevice, TrustedDevice as Trusted, TrustedDeviceReads, TrustedDeviceWrites,
    },
};
use sea_query::{ExprTrait, Order};

use super::{
    Scoped,
    query::{delete, insert, select, update},
};
use crate::{
    driver::{Row, Statement, statements},
    schema::{Column, PARAM, TrustedDevice},
};

const DEVICE: [TrustedDevice; 6] = [
    TrustedDevice::Id,
    TrustedDevice::UserId,
    TrustedDevice::UserAgent,
    TrustedDevice::CreatedAt,
    TrustedDevice::LastUsedAt,
    TrustedDevice::ExpiresAt,
];
const BY_TOKEN: [TrustedDevice; 3] = [
    TrustedDevice::TenantId,
    TrustedDevice::TokenHash,
    TrustedDevice::UserId,
];
const OF_USER: [TrustedDevice; 2] = [TrustedDevice::TenantId, TrustedDevice::UserId];

/// The most browsers that are listed.
const MOST: u32 = 100;

statements! {
    FIND = Statement::point(
        select(&DEVICE, &BY_TOKEN).and_where(TrustedDevice::ExpiresAt.col().gt(PARAM)),
        &DEVICE,
    );
    LIST = Statement::scan(
        select(&DEVICE, &OF_USER)
            .and_where(TrustedDevice::ExpiresAt.col().gt(PARAM))
            .order_by(TrustedDevice::Id, Order::Desc)
            .limit(0),
        &DEVICE,
    );
    INSERT = Statement::write(
        &insert(&[
            TrustedDevice::TenantId,
            TrustedDevice::UserId,
            TrustedDevice::Id,
            TrustedDevice::TokenHash,
            TrustedDevice::UserAgent,
            TrustedDevice::CreatedAt,
            TrustedDevice::LastUsedAt,
            TrustedDevice::ExpiresAt,
        ]),
        TrustedDevice::TABLE,
    );
    /// Decides who uses the token.
    ROTATE = Statement::write(
        update(&[TrustedDevice::TokenHash, TrustedDevice::LastUsedAt], &BY_TOKEN)
            .and_where(TrustedDevice::ExpiresAt.col().gt(PARAM)),
        TrustedDevice::TABLE,
    );
    DELETE = Statement::write(
        &delete(&[TrustedDevice::TenantId, TrustedDevice::UserId, TrustedDevice::Id]),
        TrustedDevice::TABLE,
    );
    DELETE_OF_USER = Statement::write(&delete(&OF_USER), TrustedDevice::TABLE);
}

fn device(row: &mut Row) -> Result<Trusted, StoreError> {
    Ok(Trusted {
        id: row.id(TrustedDeviceId::from_uuid)?,
        user: row.id(UserId::from_uuid)?,
        user_agent: row.optional_text()?,
        created_at: row.time()?,
        last_used_at: row.time()?,
        expires_at: row.time()?,
    })
}

#[async_trait]
impl TrustedDeviceReads for Scoped<'_> {
    async fn find_trusted_device(
        &self,
        user: UserId,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<Trusted>, StoreError> {
        let arguments = [self.tenant(), token.into(), user.into(), now.into()];
        self.find(&FIND, &arguments, device).await
    }

    async fn list_trusted_devices(
        &self,
        user: UserId,
        now: Timestamp,
    ) -> Result<Vec<Trusted>, StoreError> {
        let arguments = [self.tenant(), user.into(), now.into(), MOST.into()];
        self.list(&LIST, &arguments, device).await
    }
}

#[async_trait]
impl TrustedDeviceWrites for Scoped<'_> {
    async fn insert_trusted_device(&self, new: &NewTrustedDevice) -> Result<(), StoreError> {
        let NewTrustedDevice { device, token } = new;
        let arguments = [
            self.tenant(),
            device.user.into(),
            device.id.into(),
            token.into(),
            device.user_agent.as_deref().into(),
            device.created_at.into(),
            device.last_used_at.into(),
            device.expires_at.into(),
        ];
        self.execute(&INSERT, &arguments).await.map(drop)
    }

    async fn rotate_trusted_device(
        &self,
        user: UserId,
        (old, new): (&TokenHash, &TokenHash),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            new.into(),
            now.into(),
            self.tenant(),
            old.into(),
            user.into(),
            now.into(),
        ];
        self.touches(&ROTATE, &arguments).await
    }

    async fn delete_trusted_device(
        &self,
        user: UserId,
        id: TrustedDeviceId,
    ) -> Result<bool, StoreError> {
        let arguments = [self.tenant(), user.into(), id.into()];
        self.touches(&DELETE, &arguments).await
    }

    async fn delete_trusted_devices(&self, user: UserId) -> Result<u64, StoreError> {
        self.execute(&DELETE_OF_USER, &[self.tenant(), user.into()])
            .await
    }
}
