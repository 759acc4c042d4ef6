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
        Throttle::LockSeconds,
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
        .value(Throttle::LockSeconds, lock_length())
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

/// Whether this failure makes a lock, outside of [`is_over`]. Its argument is the failures that lock.
fn locks_now() -> Expr {
    let one_more = old(Throttle::Failures).add(Expr::cust("1"));
    old(Throttle::LockedUntil)
        .is_null()
        .and(one_more.gte(PARAM))
}

/// How long the next lock is, in seconds: twice the one before, within bounds. Its arguments are the length of a first
/// lock, and the greatest length twice.
fn next_length() -> Expr {
    let twice = || old(Throttle::LockSeconds).mul(Expr::cust("2"));
    CaseStatement::new()
        .case(old(Throttle::LockSeconds).is_null(), PARAM)
        .case(twice().gte(PARAM), PARAM)
        .finally(twice())
        .into()
}

/// Until when the counter is locked now; a lock that holds is not made longer. Its arguments are those of
/// [`is_over`] and [`locks_now`], the time, and those of [`next_length`].
fn lock() -> Expr {
    let until = Expr::val(PARAM).add(next_length().mul(Expr::cust("1000000")));
    CaseStatement::new()
        .case(is_over(), first(Throttle::LockedUntil))
        .case(locks_now(), until)
        .finally(old(Throttle::LockedUntil))
        .into()
}

/// How long the last lock was. It is forgotten once nothing was wrong for as long as the longest lock. Its arguments
/// are those of [`is_over`], the time less the longest lock, twice, and those of [`locks_now`] and [`next_length`].
fn lock_length() -> Expr {
    let unlocked = old(Throttle::LockedUntil)
        .is_null()
        .or(old(Throttle::LockedUntil).lte(PARAM));
    let quiet = old(Throttle::WindowBegan).lte(PARAM).and(unlocked);
    let remembered = CaseStatement::new()
        .case(quiet, first(Throttle::LockSeconds))
        .finally(old(Throttle::LockSeconds));
    CaseStatement::new()
        .case(is_over(), remembered)
        .case(locks_now(), next_length())
        .finally(old(Throttle::LockSeconds))
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
        let longest = Ord::max(rule.max_lock_seconds, rule.lock_seconds);
        let window: Value = now.minus_seconds(rule.window_seconds).into();
        let quiet: Value = now.minus_seconds(longest).into();
        let at: Value = now.into();
        let failures: Value = rule.failures.into();
        let [length, longest] = [rule.lock_seconds, longest].map(Value::from);
        let first = rule.failures <= 1;
        let is_over = [at.clone(), window];
        let next = [length, longest.clone(), longest];
        let mut arguments = vec![tenant, kind, hash, 1_i64.into(), now.into()];
        arguments.push(first.then(|| now.plus_seconds(rule.lock_seconds)).into());
        arguments.push(first.then(|| i64::from(rule.lock_seconds)).into());
        // The failures, when the window began, until when it is locked, and how long that is.
        arguments.extend(is_over.clone());
        arguments.extend(is_over.clone());
        arguments.extend(is_over.clone());
        arguments.extend([failures.clone(), at]);
        arguments.extend(next.clone());
        arguments.extend(is_over);
        arguments.extend([quiet.clone(), quiet, failures]);
        arguments.extend(next);
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
