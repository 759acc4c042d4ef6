use async_trait::async_trait;
use authnex_core::{
    foundation::{SigningKeyId, Timestamp},
    jose::Algorithm,
    signing_key::{KeyState, NewSigningKey, SigningKeyReads, SigningKeyRow, SigningKeyWrites},
    store::StoreError,
};
use sea_query::{ExprTrait, Order};

use super::{
    Scoped,
    query::{delete, insert, select, update},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, PARAM, SigningKey},
};

const KEY: [SigningKey; 6] = [
    SigningKey::Id,
    SigningKey::Algorithm,
    SigningKey::State,
    SigningKey::RetiresAt,
    SigningKey::PrivateKey,
    SigningKey::CreatedAt,
];

/// Only the name is asked for: the moment does not matter.
const RETIRING: KeyState = KeyState::Retiring {
    until: Timestamp::from_micros(0),
};

statements! {
    /// A tenant has a dozen keys at most, side by side. Only retiring keys have a `retires_at`.
    LIST = Statement::point(
        select(&KEY, &[SigningKey::TenantId])
            .and_where(
                SigningKey::RetiresAt
                    .col()
                    .is_null()
                    .or(SigningKey::RetiresAt.col().gt(PARAM)),
            )
            .order_by(SigningKey::Id, Order::Asc),
        &KEY,
    );
    INSERT = Statement::write(
        &insert(&[
            SigningKey::TenantId,
            SigningKey::Id,
            SigningKey::Algorithm,
            SigningKey::State,
            SigningKey::RetiresAt,
            SigningKey::PrivateKey,
            SigningKey::CreatedAt,
        ]),
        SigningKey::TABLE,
    );
    ACTIVATE = Statement::write(
        &update(
            &[SigningKey::State],
            &[SigningKey::TenantId, SigningKey::Id, SigningKey::State],
        ),
        SigningKey::TABLE,
    );
    RETIRE = Statement::write(
        update(
            &[SigningKey::State, SigningKey::RetiresAt],
            &[SigningKey::TenantId, SigningKey::Algorithm, SigningKey::State],
        )
        .and_where(SigningKey::Id.col().ne(PARAM)),
        SigningKey::TABLE,
    );
    DELETE_RETIRED = Statement::write(
        delete(&[SigningKey::TenantId, SigningKey::State])
            .and_where(SigningKey::RetiresAt.col().lte(PARAM)),
        SigningKey::TABLE,
    );
}

fn key(row: &mut Row) -> Result<SigningKeyRow, StoreError> {
    let id = row.id(SigningKeyId::from_uuid)?;
    let algorithm = row.parsed(|text| text.parse().ok())?;
    let state = row.text()?;
    let until = row.optional_time()?;
    let state = match (state.as_str(), until) {
        ("active", None) => KeyState::Active,
        ("next", None) => KeyState::Next,
        ("retiring", Some(until)) => KeyState::Retiring { until },
        _ => {
            return Err(StoreError::Row {
                table: SigningKey::TABLE.0,
                column: SigningKey::State.name(),
            });
        }
    };
    Ok(SigningKeyRow {
        id,
        algorithm,
        state,
        private_key: row.sealed()?,
        created_at: row.time()?,
    })
}

#[async_trait]
impl SigningKeyReads for Scoped<'_> {
    async fn list_signing_keys(&self, now: Timestamp) -> Result<Vec<SigningKeyRow>, StoreError> {
        self.list(&LIST, &[self.tenant(), now.into()], key).await
    }
}

#[async_trait]
impl SigningKeyWrites for Scoped<'_> {
    async fn insert_signing_key(&self, new: &NewSigningKey) -> Result<(), StoreError> {
        let row = &new.row;
        let until = match row.state {
            KeyState::Retiring { until } => Some(until),
            _ => None,
        };
        let arguments: [Value; 7] = [
            self.tenant(),
            row.id.into(),
            row.algorithm.name().into(),
            row.state.as_str().into(),
            until.into(),
            (&row.private_key).into(),
            row.created_at.into(),
        ];
        self.execute(&INSERT, &arguments).await.map(drop)
    }

    async fn activate_signing_key(&self, next: SigningKeyId) -> Result<bool, StoreError> {
        let arguments = [
            KeyState::Active.as_str().into(),
            self.tenant(),
            next.into(),
            KeyState::Next.as_str().into(),
        ];
        self.touches(&ACTIVATE, &arguments).await
    }

    async fn retire_signing_keys(
        &self,
        algorithm: Algorithm,
        keep: SigningKeyId,
        until: Timestamp,
    ) -> Result<u64, StoreError> {
        let arguments = [
            RETIRING.as_str().into(),
            until.into(),
            self.tenant(),
            algorithm.name().into(),
            KeyState::Active.as_str().into(),
            keep.into(),
        ];
        self.execute(&RETIRE, &arguments).await
    }

    async fn delete_retired_signing_keys(&self, now: Timestamp) -> Result<u64, StoreError> {
        let arguments = [self.tenant(), RETIRING.as_str().into(), now.into()];
        self.execute(&DELETE_RETIRED, &arguments).await
    }
}
