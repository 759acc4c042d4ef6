use async_trait::async_trait;
use authnex_core::{
    foundation::{Timestamp, UserId},
    keyring::Sealed,
    store::StoreError,
    totp::{ActiveTotp, PendingTotp, TotpReads, TotpState, TotpWrites},
};
use sea_query::{Expr, ExprTrait, OnConflict, UpdateStatement};

use super::{
    Scoped,
    query::{delete, insert, select, update},
};
use crate::{
    driver::{Row, Statement, statements},
    schema::{Column, PARAM, Totp},
};

const KEY: [Totp; 2] = [Totp::TenantId, Totp::UserId];
const STATE: [Totp; 5] = [
    Totp::Secret,
    Totp::ConfirmedAt,
    Totp::LastStep,
    Totp::PendingSecret,
    Totp::PendingAt,
];
const PENDING: [Totp; 2] = [Totp::PendingSecret, Totp::PendingAt];

statements! {
    FIND = Statement::point(&select(&STATE, &KEY), &STATE);
    PUT_PENDING = Statement::write(
        insert(&[
            Totp::TenantId,
            Totp::UserId,
            Totp::PendingSecret,
            Totp::PendingAt,
        ])
        .on_conflict(OnConflict::columns(KEY).update_columns(PENDING).to_owned()),
        Totp::TABLE,
    );
    /// Decides who confirms the pending secret.
    CONFIRM = Statement::write(&confirm(), Totp::TABLE);
    /// Decides who uses the step.
    USE_STEP = Statement::write(
        update(&[Totp::LastStep], &[Totp::TenantId, Totp::UserId, Totp::Secret])
            .and_where(Totp::LastStep.col().lt(PARAM)),
        Totp::TABLE,
    );
    INSERT = Statement::write(
        &insert(&[
            Totp::TenantId,
            Totp::UserId,
            Totp::Secret,
            Totp::ConfirmedAt,
            Totp::LastStep,
        ]),
        Totp::TABLE,
    );
    DELETE = Statement::write(&delete(&KEY), Totp::TABLE);
}

/// The arguments are step and time, and tenant, user and secret.
fn confirm() -> UpdateStatement {
    let none = || Expr::cust("NULL");
    update(
        &[Totp::LastStep, Totp::ConfirmedAt],
        &[Totp::TenantId, Totp::UserId, Totp::PendingSecret],
    )
    .value(Totp::Secret, Totp::PendingSecret.col())
    .value(Totp::PendingSecret, none())
    .value(Totp::PendingAt, none())
    .take()
}

fn state(row: &mut Row) -> Result<TotpState, StoreError> {
    let active = (
        row.optional_sealed()?,
        row.optional_time()?,
        row.optional_int()?,
    );
    let pending = (row.optional_sealed()?, row.optional_time()?);
    Ok(TotpState {
        active: match active {
            (Some(secret), Some(confirmed_at), Some(last_step)) => Some(ActiveTotp {
                secret,
                confirmed_at,
                last_step,
            }),
            _ => None,
        },
        pending: match pending {
            (Some(secret), Some(started_at)) => Some(PendingTotp { secret, started_at }),
            _ => None,
        },
    })
}

#[async_trait]
impl TotpReads for Scoped<'_> {
    async fn find_totp(&self, user: UserId) -> Result<TotpState, StoreError> {
        let found = self
            .find(&FIND, &[self.tenant(), user.into()], state)
            .await?;
        Ok(found.unwrap_or_default())
    }
}

#[async_trait]
impl TotpWrites for Scoped<'_> {
    async fn put_pending_totp(
        &self,
        user: UserId,
        pending: &PendingTotp,
    ) -> Result<(), StoreError> {
        let arguments = [
            self.tenant(),
            user.into(),
            (&pending.secret).into(),
            pending.started_at.into(),
        ];
        self.execute(&PUT_PENDING, &arguments).await.map(drop)
    }

    async fn confirm_totp(
        &self,
        user: UserId,
        secret: &Sealed,
        step: i64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [
            step.into(),
            now.into(),
            self.tenant(),
            user.into(),
            secret.into(),
        ];
        self.touches(&CONFIRM, &arguments).await
    }

    async fn use_totp_step(
        &self,
        user: UserId,
        secret: &Sealed,
        step: i64,
    ) -> Result<bool, StoreError> {
        let arguments = [
            step.into(),
            self.tenant(),
            user.into(),
            secret.into(),
            step.into(),
        ];
        self.touches(&USE_STEP, &arguments).await
    }

    async fn insert_totp(&self, user: UserId, totp: &ActiveTotp) -> Result<(), StoreError> {
        let arguments = [
            self.tenant(),
            user.into(),
            (&totp.secret).into(),
            totp.confirmed_at.into(),
            totp.last_step.into(),
        ];
        self.execute(&INSERT, &arguments).await.map(drop)
    }

    async fn delete_totp(&self, user: UserId) -> Result<bool, StoreError> {
        self.touches(&DELETE, &[self.tenant(), user.into()]).await
    }
}
