use sea_query::{Expr, ExprTrait, Iden};

/// Stands where an argument will be bound: only the text of a statement is kept, never this value.
pub(crate) const PARAM: i64 = 0;

/// How a column is stored, so that every driver decodes to the same values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `boolean`; 0 or 1 on SQLite.
    Bool,
    /// `bytea`, or BLOB.
    Bytes,
    /// `uuid`; a BLOB of 16 bytes on SQLite.
    Id,
    /// `bigint`; times are microseconds since the epoch.
    Int,
    /// `text`; JSON too.
    Text,
}

/// A table's name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableName(pub(crate) &'static str);

impl Iden for TableName {
    fn unquoted(&self) -> &str {
        self.0
    }
}

/// A column of one table.
pub(crate) trait Column: Iden + Copy + std::fmt::Debug + Send + Sync + 'static {
    /// The table that it belongs to.
    const TABLE: TableName;

    /// Its name.
    fn name(self) -> &'static str;

    /// How it is stored.
    fn kind(self) -> Kind;

    /// The column within an expression.
    fn col(self) -> Expr {
        Expr::col(self)
    }

    /// The column equals an argument.
    fn given(self) -> Expr {
        self.col().eq(PARAM)
    }
}

/// Declares the columns of one table.
macro_rules! table {
    ($(#[$doc:meta])* $table:ident = $name:literal { $($column:ident = $text:literal $kind:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) enum $table {
            $($column,)*
        }

        impl sea_query::Iden for $table {
            fn unquoted(&self) -> &str {
                $crate::schema::Column::name(*self)
            }
        }

        impl $crate::schema::Column for $table {
            const TABLE: $crate::schema::TableName = $crate::schema::TableName($name);

            fn name(self) -> &'static str {
                match self {
                    $(Self::$column => $text,)*
                }
            }

            fn kind(self) -> $crate::schema::Kind {
                match self {
                    $(Self::$column => $crate::schema::Kind::$kind,)*
                }
            }
        }
    };
}

pub(super) use table;
