use super::{Dialect, Migration, Table};
use crate::schema::{Passkey, User, UserHandle};

/// Passkeys, and what authenticators know users by.
pub(super) const MIGRATION: Migration = Migration {
    version: 12,
    name: "passkeys",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    let passkeys = Table::with_key(dialect, &[Passkey::TenantId, Passkey::Id])
        .required(&[
            Passkey::UserId,
            Passkey::CredentialId,
            Passkey::Credential,
            Passkey::Name,
        ])
        .optional(&[Passkey::Aaguid])
        .required(&[
            Passkey::Counter,
            Passkey::BackedUp,
            Passkey::RelyingParty,
            Passkey::CreatedAt,
        ])
        .optional(&[Passkey::LastUsedAt])
        .unique(&[Passkey::TenantId, Passkey::CredentialId])
        .index(&[Passkey::TenantId, Passkey::UserId, Passkey::Id])
        .belongs_to(
            &[Passkey::TenantId, Passkey::UserId],
            &[User::TenantId, User::Id],
        )
        .statements();
    let handles = Table::with_key(dialect, &[UserHandle::TenantId, UserHandle::UserId])
        .required(&[UserHandle::Handle])
        .unique(&[UserHandle::TenantId, UserHandle::Handle])
        .belongs_to(
            &[UserHandle::TenantId, UserHandle::UserId],
            &[User::TenantId, User::Id],
        )
        .statements();
    [passkeys, handles].concat()
}
