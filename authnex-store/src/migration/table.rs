use sea_query::{
    ColumnDef, ConditionalStatement, ExprTrait, ForeignKey, ForeignKeyAction, Iden, Index,
    IndexCreateStatement, PostgresQueryBuilder, SqliteQueryBuilder, Table as SeaTable,
    TableCreateStatement,
};

use super::alteration::{index_on, index_unless_set};
use crate::schema::{Column, Kind};

/// The language in which statements are rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Postgres,
    Sqlite,
}

/// A type's name.
pub(super) struct TypeName(&'static str);

impl Iden for TypeName {
    fn unquoted(&self) -> &str {
        self.0
    }
}

impl Dialect {
    pub(super) const fn type_name(self, kind: Kind) -> TypeName {
        TypeName(match (self, kind) {
            (Self::Postgres, Kind::Bool) => "boolean",
            (Self::Postgres, Kind::Bytes) => "bytea",
            (Self::Postgres, Kind::Id) => "uuid",
            (Self::Postgres, Kind::Int) => "bigint",
            (Self::Postgres, Kind::Text) => "text",
            (Self::Sqlite, Kind::Bool | Kind::Int) => "INTEGER",
            (Self::Sqlite, Kind::Bytes | Kind::Id) => "BLOB",
            (Self::Sqlite, Kind::Text) => "TEXT",
        })
    }
}

/// A table about to be created, in one dialect.
///
/// On SQLite it is `STRICT`, so that a column holds what its type says, and `WITHOUT ROWID`, so that the tree of
/// its primary key is the table: a lookup by key reads one tree.
pub(crate) struct Table<C> {
    dialect: Dialect,
    create: TableCreateStatement,
    indexes: Vec<IndexCreateStatement>,
    columns: std::marker::PhantomData<C>,
}

impl<C: Column> Table<C> {
    /// A table with its primary key, whose columns are required.
    pub(crate) fn with_key(dialect: Dialect, key: &[C]) -> Self {
        let mut create = SeaTable::create();
        create.table(C::TABLE);
        let mut primary = Index::create();
        for column in key {
            primary.col(*column);
        }
        create.primary_key(&mut primary);
        match dialect {
            // Each statement is a transaction there: one that a broken-off run has made stays made.
            Dialect::Postgres => {
                create.if_not_exists();
            }
            Dialect::Sqlite => {
                create.extra("STRICT, WITHOUT ROWID");
            }
        }
        Self {
            dialect,
            create,
            indexes: Vec::new(),
            columns: std::marker::PhantomData,
        }
        .required(key)
    }

    /// Columns that every row has.
    pub(crate) fn required(mut self, columns: &[C]) -> Self {
        for column in columns {
            let kind = self.dialect.type_name(column.kind());
            self.create
                .col(ColumnDef::new(*column).custom(kind).not_null());
        }
        self
    }

    /// Columns that a row may lack.
    pub(crate) fn optional(mut self, columns: &[C]) -> Self {
        for column in columns {
            let kind = self.dialect.type_name(column.kind());
            self.create.col(ColumnDef::new(*column).custom(kind));
        }
        self
    }

    /// What no two rows have alike.
    pub(crate) fn unique(mut self, columns: &[C]) -> Self {
        self.indexes
            .push(Self::index_on(columns).unique().to_owned());
        self
    }

    /// A way to find rows.
    pub(crate) fn index(mut self, columns: &[C]) -> Self {
        self.indexes.push(Self::index_on(columns));
        self
    }

    /// A way to find the few rows that have a value in the last of these columns.
    pub(crate) fn index_if_set(mut self, columns: &[C]) -> Self {
        let mut index = Self::index_on(columns);
        if let Some(last) = columns.last() {
            index.and_where(last.col().is_not_null());
        }
        self.indexes.push(index);
        self
    }

    /// A way to find, by these columns, the few rows that lack a value in another.
    pub(crate) fn index_unless_set(mut self, columns: &[C], unset: C) -> Self {
        self.indexes
            .push(index_unless_set(C::TABLE, columns, unset));
        self
    }

    fn index_on(columns: &[C]) -> IndexCreateStatement {
        index_on(C::TABLE, columns)
    }

    /// Rows belong to a row of another table, and go with it. Nothing relies on their going.
    pub(crate) fn belongs_to<P: Column>(mut self, columns: &[C], parent: &[P]) -> Self {
        let mut key = ForeignKey::create();
        key.from_tbl(C::TABLE).to_tbl(P::TABLE);
        for column in columns {
            key.from_col(*column);
        }
        for column in parent {
            key.to_col(*column);
        }
        key.on_delete(ForeignKeyAction::Cascade);
        self.create.foreign_key(&mut key);
        self
    }

    /// The statements that create it.
    pub(crate) fn statements(&self) -> Vec<String> {
        let (table, indexes): (String, Vec<String>) = match self.dialect {
            Dialect::Postgres => (
                self.create.to_string(PostgresQueryBuilder),
                self.indexes
                    .iter()
                    .map(|index| {
                        index
                            .clone()
                            .if_not_exists()
                            .to_string(PostgresQueryBuilder)
                    })
                    .collect(),
            ),
            Dialect::Sqlite => (
                self.create.to_string(SqliteQueryBuilder),
                self.indexes
                    .iter()
                    .map(|index| index.to_string(SqliteQueryBuilder))
                    .collect(),
            ),
        };
        std::iter::once(table).chain(indexes).collect()
    }
}
