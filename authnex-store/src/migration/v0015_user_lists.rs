use super::{Alteration, Dialect, Migration};
use crate::schema::{User, UserRole};

/// The ways in which users are listed.
pub(super) const MIGRATION: Migration = Migration {
    version: 15,
    name: "user_lists",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    Alteration::of(dialect)
        .index(&[User::TenantId, User::Status, User::Id])
        .index(&[User::TenantId, User::Status, User::UsernameNorm])
        .statements()
        .into_iter()
        .chain(
            Alteration::of(dialect)
                .index(&[UserRole::TenantId, UserRole::RoleId, UserRole::UserId])
                .statements(),
        )
        .collect()
}
