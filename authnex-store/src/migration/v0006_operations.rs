use super::{Dialect, Migration, Table};
use crate::schema::{FormerTenant, Setting};

/// Tombstones of tenants that were erased, and what the installation remembers of itself.
pub(super) const MIGRATION: Migration = Migration {
    version: 6,
    name: "operations",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    let former = Table::with_key(dialect, &[FormerTenant::Slug])
        .required(&[FormerTenant::Id, FormerTenant::ErasedAt])
        .statements();
    let settings = Table::with_key(dialect, &[Setting::Name])
        .required(&[Setting::Value])
        .statements();
    [former, settings].concat()
}
