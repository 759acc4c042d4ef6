use super::{Alteration, Dialect, Migration};
use crate::schema::Tenant;

/// How a tenant's pages and mails look.
pub(super) const MIGRATION: Migration = Migration {
    version: 13,
    name: "branding",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    Alteration::of(dialect)
        .optional(&[Tenant::Branding])
        .statements()
}
