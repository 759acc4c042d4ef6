use sea_query::{
    Condition, DeleteStatement, Expr, ExprTrait, InsertStatement, Order, Query, ReturningClause,
    SelectStatement, UpdateStatement,
};

use crate::schema::{Column, PARAM};

/// `SELECT returns FROM … WHERE key = ? AND …`
pub(super) fn select<C: Column>(returns: &[C], keys: &[C]) -> SelectStatement {
    Query::select()
        .columns(returns.iter().copied())
        .from(C::TABLE)
        .cond_where(all_given(keys))
        .take()
}

/// `INSERT INTO … (columns) VALUES (?, …)`
pub(super) fn insert<C: Column>(columns: &[C]) -> InsertStatement {
    Query::insert()
        .into_table(C::TABLE)
        .columns(columns.iter().copied())
        // One value per column by construction: the panic in the name cannot come.
        .values_panic(columns.iter().map(|_| Expr::from(PARAM)))
        .take()
}

/// `UPDATE … SET set = ?, … WHERE key = ? AND …`
pub(super) fn update<C: Column>(sets: &[C], keys: &[C]) -> UpdateStatement {
    Query::update()
        .table(C::TABLE)
        .values(sets.iter().map(|column| (*column, Expr::from(PARAM))))
        .cond_where(all_given(keys))
        .take()
}

/// `DELETE FROM … WHERE key = ? AND …`
pub(super) fn delete<C: Column>(keys: &[C]) -> DeleteStatement {
    Query::delete()
        .from_table(C::TABLE)
        .cond_where(all_given(keys))
        .take()
}

/// Deletes the rows of one tenant in which `by` lies before a bound, the oldest first, at most so many.
///
/// The arguments are the tenant twice, the bound, and how many. `rest` are the key's columns after the tenant.
pub(super) fn delete_oldest<C: Column>(tenant: C, rest: &[C], by: C) -> DeleteStatement {
    let oldest = select(rest, &[tenant])
        .and_where(by.col().lt(PARAM))
        .order_by(by, Order::Asc)
        .limit(0)
        .take();
    let key = match rest {
        [one] => one.col(),
        more => Expr::tuple(more.iter().map(|column| column.col())),
    };
    delete(&[tenant]).and_where(key.in_subquery(oldest)).take()
}

/// `RETURNING …`
pub(super) fn returning<C: Column>(columns: &[C]) -> ReturningClause {
    Query::returning().columns(columns.iter().copied())
}

fn all_given<C: Column>(keys: &[C]) -> Condition {
    keys.iter()
        .fold(Condition::all(), |all, key| all.add(key.given()))
}
