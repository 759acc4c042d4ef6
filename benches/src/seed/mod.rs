//! Fills a database with users, sessions and tenants, on either engine.
//!
//! Users are made in units of many through the store; tenants as a declared file makes them. Sessions are written
//! past the engine, see [`Database::open_sessions`](crate::database::Database::open_sessions).

mod command;
mod fill;
mod spare_keys;
mod tenants;
mod users;

pub(crate) use command::run_command;
pub(crate) use fill::{Seeded, Size, fill};
