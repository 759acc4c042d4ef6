use async_trait::async_trait;
use authnex_core::{
    foundation::Timestamp,
    store::StoreError,
    throttle::{ThrottleKey, ThrottleReads, ThrottleRule, ThrottleState, ThrottleWrites},
};
use sea_query::{CaseStatement, Expr, ExprTrait, InsertStatement, OnConflict};

use super::{
    Scoped,
    query::{delete, insert, returning, select},
};
use crate::{
    driver::{Row, Statement, Value, statements},
    schema::{Column, PARAM, TableName, Throttle},
};

const KEY: [Throttle; 3] = [Throttle::TenantId, Throttle::Kind, Throttle::KeyHash];
const STATE: [Throttle; 2] = [Throttle::Failures, Throttle::LockedUntil];

statements! {
    FIND = Statement::point(&select(&STATE, &KEY), &STATE);
    COUNT_FAILURE = Statement::point(&count_failure(), &STATE);
    CLEAR = Statement::write(&delete(&KEY), Throttle::TABLE);
}

/// The counter as it stood.
fn old(column: Throttle) -> Expr {
    Expr::col((Throttle::TABLE, column))
}

/// The counter of a first failure.
fn first(column: Throttle) -> Expr {
    Expr::col((TableName("excluded"), column))
}

/// A first failure, or one more, in one statement. Its arguments are the row of a first failure, and then what
/// [`is_over`] and [`lock`] ask for, in the order of the columns below.
fn count_failure() -> InsertStatement {
    let columns = [
        Throttle::TenantId,
        Throttle::Kind,
        Throttle::KeyHash,
        Throttle::Failures,
        Throttle::WindowBegan,
        Throttle::LockedUntil,
    ];
    let one_more = old(Throttle::Failures).add(Expr::cust("1"));
    let failures = CaseStatement::new()
        .case(is_over(), first(Throttle::Failures))
        .finally(one_more);
    let began = CaseStatement::new()
        .case(is_over(), first(Throttle::WindowBegan))
        .finally(old(Throttle::WindowBegan));
    let conflict = OnConflict::columns(KEY)
        .value(Throttle::Failures, failures)
        .value(Throttle::WindowBegan, began)
        .value(Throttle::LockedUntil, lock())
        .to_owned();
    insert(&columns)
        .on_conflict(conflict)
        .returning(returning(&STATE))
        .take()
}

/// Whether the old window is over: the lock has passed, or there was none and the window has passed. Its
/// arguments are the time, and the time less the window.
fn is_over() -> Expr {
    let unlocked = old(Throttle::LockedUntil).lte(PARAM);
    let passed = old(Throttle::LockedUntil)
        .is_null()
        .and(old(Throttle::WindowBegan).lte(PARAM));
    unlocked.or(passed)
}

/// Until when the counter is locked now; a lock that holds is not made longer. Its arguments are those of
/// [`is_over`], the failures that lock, and until when they do.
fn lock() -> Expr {
    let one_more = old(Throttle::Failures).add(Expr::cust("1"));
    CaseStatement::new()
        .case(is_over(), first(Throttle::LockedUntil))
        .case(
            old(Throttle::LockedUntil)
                .is_null()
                .and(one_more.gte(PARAM)),
            PARAM,
        )
        .finally(old(Throttle::LockedUntil))
        .into()
}

fn state(row: &mut Row) -> Result<ThrottleState, StoreError> {
    Ok(ThrottleState {
        failures: row.number()?,
        locked_until: row.optional_time()?,
    })
}

impl Scoped<'_> {
    fn throttle(&self, key: &ThrottleKey) -> [Value; 3] {
        [self.tenant(), key.kind.as_str().into(), (&key.key).into()]
    }
}

#[async_trait]
impl ThrottleReads for Scoped<'_> {
    async fn find_throttle(&self, key: &ThrottleKey) -> Result<Option<ThrottleState>, StoreError> {
        self.find(&FIND, &self.throttle(key), state).await
    }
}

#[async_trait]
impl ThrottleWrites for Scoped<'_> {
    async fn count_failure(
        &self,
        key: &ThrottleKey,
        rule: &ThrottleRule,
        now: Timestamp,
    ) -> Result<ThrottleState, StoreError> {
        let [tenant, kind, hash] = self.throttle(key);
        let locked_until = now.plus_seconds(rule.lock_seconds);
        let window = now.minus_seconds(rule.window_seconds);
        let first_locks = (rule.failures <= 1).then_some(locked_until);
        let arguments: [Value; 14] = [
            tenant,
            kind,
            hash,
            1_i64.into(),
            now.into(),
            first_locks.into(),
            now.into(),
            window.into(),
            now.into(),
            window.into(),
            now.into(),
            window.into(),
            rule.failures.into(),
            locked_until.into(),
        ];
        self.find(&COUNT_FAILURE, &arguments, state)
            .await?
            .ok_or_else(|| StoreError::Row {
                table: Throttle::TABLE.0,
                column: Throttle::Failures.name(),
            })
    }

    async fn clear_throttle(&self, key: &ThrottleKey) -> Result<(), StoreError> {
        self.execute(&CLEAR, &self.throttle(key)).await.map(drop)
    }
}
