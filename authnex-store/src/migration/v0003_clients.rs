use super::{Dialect, Migration, Table};
use crate::schema::{Client, ClientSecret, Permission, Tenant};

/// Clients with their secrets, and the tenants' own permissions.
pub(super) const MIGRATION: Migration = Migration {
    version: 3,
    name: "clients",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    let key = [Client::TenantId, Client::Id];
    let clients = Table::with_key(dialect, &key)
        .required(&[
            Client::Identifier,
            Client::Enabled,
            Client::Metadata,
            Client::Version,
            Client::CreatedAt,
            Client::UpdatedAt,
        ])
        .unique(&[Client::TenantId, Client::Identifier])
        .belongs_to(&[Client::TenantId], &[Tenant::Id])
        .statements();
    let secrets = Table::with_key(dialect, &[ClientSecret::TenantId, ClientSecret::SecretHash])
        .required(&[ClientSecret::Id, ClientSecret::OwnerId, ClientSecret::Kind])
        .optional(&[ClientSecret::Purpose, ClientSecret::Hint])
        .required(&[ClientSecret::CreatedAt])
        .optional(&[
            ClientSecret::ExpiresAt,
            ClientSecret::LastUsedAt,
            ClientSecret::RevokedAt,
        ])
        .unique(&[ClientSecret::TenantId, ClientSecret::Id])
        .index(&[
            ClientSecret::TenantId,
            ClientSecret::OwnerId,
            ClientSecret::Id,
        ])
        .index_if_set(&[ClientSecret::TenantId, ClientSecret::Purpose])
        .belongs_to(&[ClientSecret::TenantId, ClientSecret::OwnerId], &key)
        .statements();
    let permissions = Table::with_key(dialect, &[Permission::TenantId, Permission::Name])
        .required(&[Permission::CreatedAt])
        .belongs_to(&[Permission::TenantId], &[Tenant::Id])
        .statements();
    [clients, secrets, permissions].concat()
}
