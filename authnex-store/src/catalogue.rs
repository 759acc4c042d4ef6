//! Every text that the store may send to a database: for audits, and for the checks of the rules they obey.

use crate::{
    migration::{Dialect, MIGRATIONS},
    repo::{MODULES, erased},
    schema,
};

/// A statement in both dialects.
#[derive(Clone, Copy, Debug)]
pub struct StatementText {
    /// The module of its repository.
    pub module: &'static str,
    /// Its name there.
    pub name: &'static str,
    /// Its text for SQLite.
    pub sqlite: &'static str,
    /// Its text for PostgreSQL.
    pub postgres: &'static str,
}

/// A migration in both dialects.
#[derive(Clone, Debug)]
pub struct MigrationText {
    /// Its number, contiguous from 1.
    pub version: i64,
    /// What it does, in a word.
    pub name: &'static str,
    /// Its statements for SQLite, in order.
    pub sqlite: Vec<String>,
    /// Its statements for PostgreSQL, in order.
    pub postgres: Vec<String>,
}

/// Tables that hold no tenant's data. Every other one begins its keys with `tenant_id`.
pub const GLOBAL_TABLES: [&str; 8] = schema::GLOBAL_TABLES;

/// Statements that touch tenants' tables without naming one tenant, as `module::NAME`: the platform's jobs.
pub const PLATFORM_STATEMENTS: [&str; 5] = [
    "mail::TENANTS_WITH_DONE_MAIL",
    "mail::TENANTS_WITH_DUE_MAIL",
    "relay::NEXT_TENANT",
    "spare_key::TENANTS_LACKING_RSA_KEYS",
    "spare_key::TENANTS_WITH_RETIRED_KEYS",
];

/// The tables that erasing a tenant empties, in that order: every one that holds tenants' data, and what hangs on
/// another table before that table.
pub fn erased_tables() -> impl Iterator<Item = &'static str> {
    erased::TABLES
        .iter()
        .map(|(_, statement)| statement.table.0)
}

/// Every statement of every repository.
pub fn statements() -> impl Iterator<Item = StatementText> {
    MODULES.into_iter().flat_map(|(module, statements)| {
        statements
            .iter()
            .map(move |(name, statement)| StatementText {
                module,
                name,
                sqlite: &statement.sqlite,
                postgres: &statement.postgres,
            })
    })
}

/// Every migration, oldest first.
pub fn migrations() -> impl Iterator<Item = MigrationText> {
    MIGRATIONS.iter().map(|migration| MigrationText {
        version: migration.version,
        name: migration.name,
        sqlite: (migration.statements)(Dialect::Sqlite),
        postgres: (migration.statements)(Dialect::Postgres),
    })
}
