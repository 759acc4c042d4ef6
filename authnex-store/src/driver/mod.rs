//! What the statements run on: a small connection, and whoever opens, commits and retries.
//!
//! A repository sees a [`Connection`] only. Reads outside of a unit go through [`Driver::reads`], each statement
//! its own snapshot; a unit of work is a [`Transaction`] that the driver runs over a connection of its choice.
//! All that differs between engines stays in here: no other module asks which one it is.

mod connection;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
mod row;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
mod statement;
mod value;

pub(crate) use connection::{Connection, Driver, Ran, Transaction};
pub(crate) use row::Row;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) use statement::Cost;
pub(crate) use statement::{NamedStatement, Statement, statements};
pub(crate) use value::Value;
