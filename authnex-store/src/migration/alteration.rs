use sea_query::{
    ColumnDef, Index, IndexCreateStatement, PostgresQueryBuilder, SqliteQueryBuilder,
    Table as SeaTable,
};

use super::Dialect;
use crate::schema::{Column, TableName};

/// Columns and indexes that a table gets later.
///
/// A column that comes later is one that a row may lack: what is there already has no value for it.
pub(crate) struct Alteration<C> {
    dialect: Dialect,
    statements: Vec<String>,
    columns: std::marker::PhantomData<C>,
}

impl<C: Column> Alteration<C> {
    pub(crate) const fn of(dialect: Dialect) -> Self {
        Self {
            dialect,
            statements: Vec::new(),
            columns: std::marker::PhantomData,
        }
    }

    /// Columns that a row may lack.
    pub(crate) fn optional(mut self, columns: &[C]) -> Self {
        for column in columns {
            let kind = self.dialect.type_name(column.kind());
            let alter = SeaTable::alter()
                .table(C::TABLE)
                .add_column(ColumnDef::new(*column).custom(kind))
                .take();
            self.statements.push(match self.dialect {
                Dialect::Postgres => alter.to_string(PostgresQueryBuilder),
                Dialect::Sqlite => alter.to_string(SqliteQueryBuilder),
            });
        }
        self
    }

    /// A way to find rows.
    pub(crate) fn index(self, columns: &[C]) -> Self {
        let index = index_on(C::TABLE, columns);
        self.create(&index)
    }

    /// A way to find the rows that have a value in one of these columns.
    pub(crate) fn index_if_set(self, columns: &[C], set: C) -> Self {
        use sea_query::{ConditionalStatement, ExprTrait};

        let mut index = index_on(C::TABLE, columns);
        index.and_where(set.col().is_not_null());
        self.create(&index)
    }

    /// A way to find, by its first columns, the few rows that lack a value in the last.
    pub(crate) fn index_unless_set(self, columns: &[C], unset: C) -> Self {
        let index = index_unless_set(C::TABLE, columns, unset);
        self.create(&index)
    }

    fn create(mut self, index: &IndexCreateStatement) -> Self {
        self.statements.push(match self.dialect {
            Dialect::Postgres => index.to_string(PostgresQueryBuilder),
            Dialect::Sqlite => index.to_string(SqliteQueryBuilder),
        });
        self
    }

    pub(crate) fn statements(self) -> Vec<String> {
        self.statements
    }
}

/// An index named after its columns.
pub(super) fn index_on<C: Column>(table: TableName, columns: &[C]) -> IndexCreateStatement {
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    let mut index = Index::create();
    index
        .name(format!("{}_by_{}", table.0, names.join("_")))
        .table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// An index of the rows that lack a value in one column.
pub(super) fn index_unless_set<C: Column>(
    table: TableName,
    columns: &[C],
    unset: C,
) -> IndexCreateStatement {
    use sea_query::{ConditionalStatement, ExprTrait};

    let mut index = index_on(table, columns);
    index.name(format!("{}_without_{}", table.0, unset.name()));
    index.and_where(unset.col().is_null());
    index
}
