use async_trait::async_trait;
use authnex_core::{
    foundation::UserId,
    password::StoredHash,
    store::StoreError,
    user::{FormerPasswordReads, FormerPasswordWrites, PasswordRow},
};
use sea_query::{ExprTrait, OnConflict, Order};

use super::{
    Scoped,
    query::{delete, insert, select},
};
use crate::{
    driver::{Row, Statement, statements},
    schema::{Column, FormerPassword},
};

const KEY: [FormerPassword; 3] = [
    FormerPassword::TenantId,
    FormerPassword::UserId,
    FormerPassword::ChangedAt,
];
const USER: [FormerPassword; 2] = [FormerPassword::TenantId, FormerPassword::UserId];

statements! {
    LIST = Statement::scan(
        select(&[FormerPassword::Hash], &USER)
            .order_by(FormerPassword::ChangedAt, Order::Desc)
            .limit(0),
        &[FormerPassword::Hash],
    );
    /// Two passwords of one microsecond cannot both have been somebody's.
    KEEP = Statement::write(
        insert(&[
            FormerPassword::TenantId,
            FormerPassword::UserId,
            FormerPassword::ChangedAt,
            FormerPassword::Hash,
        ])
        .on_conflict(OnConflict::columns(KEY).do_nothing().to_owned()),
        FormerPassword::TABLE,
    );
    FORGET = Statement::write(
        delete(&USER).and_where(
            FormerPassword::ChangedAt.col().not_in_subquery(
                select(&[FormerPassword::ChangedAt], &USER)
                    .order_by(FormerPassword::ChangedAt, Order::Desc)
                    .limit(0)
                    .take(),
            ),
        ),
        FormerPassword::TABLE,
    );
}

#[async_trait]
impl FormerPasswordReads for Scoped<'_> {
    async fn list_former_passwords(
        &self,
        user: UserId,
        most: u32,
    ) -> Result<Vec<StoredHash>, StoreError> {
        let arguments = [self.tenant(), user.into(), most.into()];
        let hash = |row: &mut Row| Ok(StoredHash::from_stored(row.text()?));
        self.list(&LIST, &arguments, hash).await
    }
}

#[async_trait]
impl FormerPasswordWrites for Scoped<'_> {
    async fn keep_former_password(
        &self,
        user: UserId,
        former: &PasswordRow,
        keep: u32,
    ) -> Result<(), StoreError> {
        if keep > 0 {
            let arguments = [
                self.tenant(),
                user.into(),
                former.changed_at.into(),
                former.hash.as_str().into(),
            ];
            self.execute(&KEEP, &arguments).await?;
        }
        let arguments = [
            self.tenant(),
            user.into(),
            self.tenant(),
            user.into(),
            keep.into(),
        ];
        self.execute(&FORGET, &arguments).await.map(drop)
    }
}
