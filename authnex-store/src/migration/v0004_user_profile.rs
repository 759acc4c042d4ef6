use super::{Alteration, Dialect, Migration};
use crate::schema::{Tenant, User};

/// What is known of users beside name and address, and a tenant's plan.
pub(super) const MIGRATION: Migration = Migration {
    version: 4,
    name: "user_profile",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    let users = Alteration::of(dialect)
        .optional(&[User::Profile, User::Attributes])
        .statements();
    let tenants = Alteration::of(dialect)
        .optional(&[Tenant::Plan])
        .statements();
    [users, tenants].concat()
}
