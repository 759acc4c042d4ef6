use std::sync::LazyLock;

use sea_query::{PostgresQueryBuilder, QueryStatementWriter, SqliteQueryBuilder};

use crate::schema::{Column, Kind, TableName};

/// What a statement costs to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cost {
    /// By key: microseconds, so it may run where it is asked for.
    Point,
    /// Anything else: it leaves the asynchronous thread.
    Scan,
}

/// One column of what a statement returns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

/// A statement: built once, rendered for every dialect.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) sqlite: String,
    pub(crate) postgres: String,
    pub(crate) table: TableName,
    pub(crate) outputs: Vec<Output>,
    pub(crate) cost: Cost,
}

impl Statement {
    /// A read or a guarded write by key that returns these columns.
    pub(crate) fn point<C: Column>(query: &impl QueryStatementWriter, returns: &[C]) -> Self {
        Self::render(query, C::TABLE, outputs(returns), Cost::Point)
    }

    /// A read of many rows.
    pub(crate) fn scan<C: Column>(query: &impl QueryStatementWriter, returns: &[C]) -> Self {
        Self::render(query, C::TABLE, outputs(returns), Cost::Scan)
    }

    /// A count of a small table's rows.
    pub(crate) fn count(query: &impl QueryStatementWriter, table: TableName) -> Self {
        let count = Output {
            name: "count",
            kind: Kind::Int,
        };
        Self::render(query, table, vec![count], Cost::Point)
    }

    /// A write that returns nothing.
    pub(crate) fn write(query: &impl QueryStatementWriter, table: TableName) -> Self {
        Self::render(query, table, Vec::new(), Cost::Point)
    }

    fn render(
        query: &impl QueryStatementWriter,
        table: TableName,
        outputs: Vec<Output>,
        cost: Cost,
    ) -> Self {
        Self {
            sqlite: query.build(SqliteQueryBuilder).0,
            postgres: query.build(PostgresQueryBuilder).0,
            table,
            outputs,
            cost,
        }
    }
}

fn outputs<C: Column>(columns: &[C]) -> Vec<Output> {
    columns
        .iter()
        .map(|column| Output {
            name: column.name(),
            kind: column.kind(),
        })
        .collect()
}

/// A statement with the name that it has in its module.
pub(crate) type NamedStatement = (&'static str, &'static LazyLock<Statement>);

/// Declares the statements of a module, and the list of them that the checks walk: none can be left out.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $statement:expr;)*) => {
        $(
            $(#[$doc])*
            static $name: std::sync::LazyLock<$crate::driver::Statement> =
                std::sync::LazyLock::new(|| $statement);
        )*

        /// The statements of this module.
        pub(crate) const STATEMENTS: &[$crate::driver::NamedStatement] =
            &[$((stringify!($name), &$name),)*];
    };
}

pub(crate) use statements;
