use authnex_core::store::StoreError;
use rusqlite::{
    Connection, ToSql, params_from_iter,
    types::{ToSqlOutput, ValueRef},
};
use uuid::Uuid;

use super::fault::store_error;
use crate::{
    driver::{Row, Statement, Value},
    schema::Kind,
};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Bool(value) => ValueRef::Integer(i64::from(*value)),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Id(id) => ValueRef::Blob(id.as_bytes()),
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

fn value(kind: Kind, stored: ValueRef<'_>) -> Option<Value> {
    Some(match (kind, stored) {
        (_, ValueRef::Null) => Value::Null,
        (Kind::Bool, ValueRef::Integer(value @ (0 | 1))) => Value::Bool(value == 1),
        (Kind::Bytes, ValueRef::Blob(bytes)) => Value::Bytes(bytes.to_vec()),
        (Kind::Id, ValueRef::Blob(bytes)) => Value::Id(Uuid::from_slice(bytes).ok()?),
        (Kind::Int, ValueRef::Integer(value)) => Value::Int(value),
        (Kind::Text, ValueRef::Text(text)) => Value::Text(str::from_utf8(text).ok()?.to_owned()),
        _ => return None,
    })
}

/// SQLite would keep U+0000 in a text; what one engine cannot keep none takes.
fn refuse_nul(arguments: &[Value]) -> Result<(), StoreError> {
    let has_nul = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
    if arguments.iter().any(has_nul) {
        return Err(StoreError::UnstorableText);
    }
    Ok(())
}

/// Runs a statement that returns rows.
pub(super) fn query(
    connection: &Connection,
    statement: &'static Statement,
    arguments: &[Value],
) -> Result<Vec<Row>, StoreError> {
    refuse_nul(arguments)?;
    let mut prepared = connection
        .prepare_cached(&statement.sqlite)
        .map_err(store_error)?;
    let mut rows = prepared
        .query(params_from_iter(arguments))
        .map_err(store_error)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(store_error)? {
        let mut values = Vec::with_capacity(statement.outputs.len());
        for (index, output) in statement.outputs.iter().enumerate() {
            let stored = row.get_ref(index).map_err(store_error)?;
            values.push(value(output.kind, stored).ok_or(StoreError::Row {
                table: statement.table.0,
                column: output.name,
            })?);
        }
        found.push(Row::new(statement, values));
    }
    Ok(found)
}

/// Runs a statement that returns nothing; says how many rows it touched.
pub(super) fn execute(
    connection: &Connection,
    statement: &Statement,
    arguments: &[Value],
) -> Result<u64, StoreError> {
    refuse_nul(arguments)?;
    connection
        .prepare_cached(&statement.sqlite)
        .and_then(|mut prepared| prepared.execute(params_from_iter(arguments)))
        .map(|touched| touched as u64)
        .map_err(store_error)
}

/// Runs a statement of the driver's own, such as `BEGIN`.
pub(super) fn control(connection: &Connection, text: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(text)
        .and_then(|mut prepared| prepared.execute([]))
        .map(drop)
}
