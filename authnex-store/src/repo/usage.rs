use async_trait::async_trait;
use authnex_core::{
    foundation::UserId,
    store::StoreError,
    usage::{Metric, UsageDay, UsageMonth, UsageReads, UsageRow, UsageWrites},
};
use sea_query::{Expr, ExprTrait, InsertStatement, OnConflict, Order, Query};

use super::{
    Scoped,
    query::{delete_oldest, insert, select},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{ActiveUser, Column, PARAM, TableName, Usage},
};

const ROW: [Usage; 4] = [Usage::TenantId, Usage::Metric, Usage::Day, Usage::Amount];
const COUNTER: [Usage; 3] = [Usage::Metric, Usage::Day, Usage::Amount];
const ACTIVE: [ActiveUser; 3] = [ActiveUser::TenantId, ActiveUser::Month, ActiveUser::UserId];

/// Users that one statement notes; one that is there twice is noted once.
const NOTED: usize = 32;

/// Days that one list shows, at most.
const DAYS: i64 = 400;

statements! {
    LIST = Statement::scan(
        select(&COUNTER, &[Usage::TenantId, Usage::Metric])
            .and_where(Usage::Day.col().gte(PARAM))
            .and_where(Usage::Day.col().lte(PARAM))
            .order_by(Usage::Day, Order::Asc)
            .limit(0),
        &COUNTER,
    );
    ADD = Statement::write(&add(), Usage::TABLE);
    NOTE_ACTIVE = Statement::write(&note_active(), ActiveUser::TABLE);
    DELETE_BEFORE = Statement::write(
        &delete_oldest(Usage::TenantId, &[Usage::Metric, Usage::Day], Usage::Day),
        Usage::TABLE,
    );
    DELETE_ACTIVE_BEFORE = Statement::write(
        &delete_oldest(
            ActiveUser::TenantId,
            &[ActiveUser::Month, ActiveUser::UserId],
            ActiveUser::Month,
        ),
        ActiveUser::TABLE,
    );
}

fn add() -> InsertStatement {
    let sum = Expr::col((Usage::TABLE, Usage::Amount))
        .add(Expr::col((TableName("excluded"), Usage::Amount)));
    let conflict = OnConflict::columns([Usage::TenantId, Usage::Metric, Usage::Day])
        .value(Usage::Amount, sum)
        .to_owned();
    insert(&ROW).on_conflict(conflict).take()
}

fn note_active() -> InsertStatement {
    let mut note = Query::insert();
    note.into_table(ActiveUser::TABLE).columns(ACTIVE);
    for _ in 0..NOTED {
        // One value per column by construction: the panic in the name cannot come.
        note.values_panic(ACTIVE.map(|_| Expr::from(PARAM)));
    }
    note.on_conflict(OnConflict::columns(ACTIVE).do_nothing().to_owned())
        .take()
}

fn row(row: &mut Row) -> Result<UsageRow, StoreError> {
    Ok(UsageRow {
        metric: row.parsed(Metric::parse)?,
        day: UsageDay::from_number(row.int()?),
        amount: row.int()?,
    })
}

#[async_trait]
impl UsageReads for Scoped<'_> {
    async fn list_usage(
        &self,
        metric: Metric,
        from: UsageDay,
        to: UsageDay,
    ) -> Result<Vec<UsageRow>, StoreError> {
        let arguments = [
            self.tenant(),
            metric.as_str().into(),
            from.number().into(),
            to.number().into(),
            DAYS.into(),
        ];
        self.list(&LIST, &arguments, row).await
    }
}

#[async_trait]
impl UsageWrites for Scoped<'_> {
    async fn add_usage(
        &self,
        metric: Metric,
        day: UsageDay,
        amount: i64,
    ) -> Result<(), StoreError> {
        let arguments = [
            self.tenant(),
            metric.as_str().into(),
            day.number().into(),
            amount.into(),
        ];
        self.execute(&ADD, &arguments).await.map(drop)
    }

    async fn note_active_users(
        &self,
        month: UsageMonth,
        users: &[UserId],
    ) -> Result<u64, StoreError> {
        let mut noted = 0;
        for batch in users.chunks(NOTED) {
            let Some(last) = batch.last() else { continue };
            let padded = batch.iter().chain(std::iter::repeat(last)).take(NOTED);
            let arguments: Vec<Value> = padded
                .flat_map(|user| [self.tenant(), month.number().into(), (*user).into()])
                .collect();
            noted += self.execute(&NOTE_ACTIVE, &arguments).await?;
        }
        Ok(noted)
    }

    async fn delete_usage_before(&self, day: UsageDay, limit: u32) -> Result<u64, StoreError> {
        let arguments = [
            self.tenant(),
            self.tenant(),
            day.number().into(),
            limit.into(),
        ];
        self.execute(&DELETE_BEFORE, &arguments).await
    }

    async fn delete_active_users_before(
        &self,
        month: UsageMonth,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let arguments = [
            self.tenant(),
            self.tenant(),
            month.number().into(),
            limit.into(),
        ];
        self.execute(&DELETE_ACTIVE_BEFORE, &arguments).await
    }
}
