use async_trait::async_trait;
use authnex_core::{
    foundation::{CodeHash, Timestamp, UserId},
    recovery_code::{RecoveryCodeReads, RecoveryCodeWrites},
    store::StoreError,
};
use sea_query::ExprTrait;

use super::{
    Scoped,
    query::{delete, insert, select, update},
};
use crate::{
    driver::{Statement, statements},
    schema::{Column, RecoveryCode},
};

const OF_USER: [RecoveryCode; 2] = [RecoveryCode::TenantId, RecoveryCode::UserId];

statements! {
    /// A user has ten of them.
    LIST = Statement::point(
        select(&[RecoveryCode::CodeHash], &OF_USER).and_where(RecoveryCode::UsedAt.col().is_null()),
        &[RecoveryCode::CodeHash],
    );
    INSERT = Statement::write(
        &insert(&[
            RecoveryCode::TenantId,
            RecoveryCode::UserId,
            RecoveryCode::CodeHash,
            RecoveryCode::CreatedAt,
        ]),
        RecoveryCode::TABLE,
    );
    /// Decides who uses the code.
    USE = Statement::write(
        update(
            &[RecoveryCode::UsedAt],
            &[
                RecoveryCode::TenantId,
                RecoveryCode::UserId,
                RecoveryCode::CodeHash,
            ],
        )
        .and_where(RecoveryCode::UsedAt.col().is_null()),
        RecoveryCode::TABLE,
    );
    DELETE = Statement::write(&delete(&OF_USER), RecoveryCode::TABLE);
}

#[async_trait]
impl RecoveryCodeReads for Scoped<'_> {
    async fn list_recovery_codes(&self, user: UserId) -> Result<Vec<CodeHash>, StoreError> {
        self.list(&LIST, &[self.tenant(), user.into()], |row| {
            row.bytes_of().map(CodeHash::from_bytes)
        })
        .await
    }
}

#[async_trait]
impl RecoveryCodeWrites for Scoped<'_> {
    async fn replace_recovery_codes(
        &self,
        user: UserId,
        codes: &[CodeHash],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.execute(&DELETE, &[self.tenant(), user.into()]).await?;
        for code in codes {
            let arguments = [self.tenant(), user.into(), code.into(), now.into()];
            self.execute(&INSERT, &arguments).await?;
        }
        Ok(())
    }

    async fn use_recovery_code(
        &self,
        user: UserId,
        code: &CodeHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let arguments = [now.into(), self.tenant(), user.into(), code.into()];
        self.touches(&USE, &arguments).await
    }
}
