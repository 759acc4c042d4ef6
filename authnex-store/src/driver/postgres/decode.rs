use authnex_core::store::StoreError;
use tokio_postgres::types::FromSql;
use uuid::Uuid;

use crate::{
    driver::{Row, Statement, Value},
    schema::Kind,
};

/// The rows of an answer as repositories see them.
pub(super) fn rows(
    statement: &'static Statement,
    answer: &[tokio_postgres::Row],
) -> Result<Vec<Row>, StoreError> {
    answer.iter().map(|stored| row(statement, stored)).collect()
}

fn row(statement: &'static Statement, stored: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let values = statement.outputs.iter().enumerate().map(|(index, output)| {
        value(output.kind, stored, index).map_err(|_| StoreError::Row {
            table: statement.table.0,
            column: output.name,
        })
    });
    Ok(Row::new(statement, values.collect::<Result<_, _>>()?))
}

fn value(
    kind: Kind,
    row: &tokio_postgres::Row,
    index: usize,
) -> Result<Value, tokio_postgres::Error> {
    match kind {
        Kind::Bool => column(row, index, Value::Bool),
        Kind::Bytes => column(row, index, Value::Bytes),
        Kind::Id => column::<Uuid>(row, index, Value::Id),
        Kind::Int => column(row, index, Value::Int),
        Kind::Text => column(row, index, Value::Text),
    }
}

fn column<'r, T: FromSql<'r>>(
    row: &'r tokio_postgres::Row,
    index: usize,
    make: fn(T) -> Value,
) -> Result<Value, tokio_postgres::Error> {
    Ok(row
        .try_get::<_, Option<T>>(index)?
        .map_or(Value::Null, make))
}
