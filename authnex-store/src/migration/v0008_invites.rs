use super::{Dialect, Migration, Table};
use crate::schema::{Invite, Tenant};

/// Invitations.
pub(super) const MIGRATION: Migration = Migration {
    version: 8,
    name: "invites",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    Table::with_key(dialect, &[Invite::TenantId, Invite::Id])
        .required(&[Invite::TokenHash, Invite::Email, Invite::EmailNormal])
        .optional(&[Invite::Name])
        .required(&[
            Invite::Roles,
            Invite::CreatedAt,
            Invite::SentAt,
            Invite::ExpiresAt,
        ])
        .optional(&[Invite::AcceptedAt, Invite::UserId, Invite::RevokedAt])
        .unique(&[Invite::TenantId, Invite::TokenHash])
        .index(&[Invite::TenantId, Invite::EmailNormal, Invite::Id])
        .index(&[Invite::TenantId, Invite::ExpiresAt])
        .belongs_to(&[Invite::TenantId], &[Tenant::Id])
        .statements()
}
