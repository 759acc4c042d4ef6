use super::{Alteration, Dialect, Migration, Table};
use crate::schema::{
    AuthorizationCode, Consent, LogoutNotice, RefreshFamily, SeenJti, Tenant, User,
};

/// What the OpenID provider keeps: codes, consents, tokens' ids, and what a family was granted.
pub(super) const MIGRATION: Migration = Migration {
    version: 14,
    name: "authorization",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    let codes = Table::with_key(
        dialect,
        &[AuthorizationCode::TenantId, AuthorizationCode::CodeHash],
    )
    .required(&[
        AuthorizationCode::OwnerId,
        AuthorizationCode::UserId,
        AuthorizationCode::SessionId,
        AuthorizationCode::FamilyId,
    ])
    .optional(&[
        AuthorizationCode::RedirectUri,
        AuthorizationCode::Challenge,
        AuthorizationCode::Nonce,
    ])
    .required(&[
        AuthorizationCode::Granted,
        AuthorizationCode::Amr,
        AuthorizationCode::AuthTime,
        AuthorizationCode::CreatedAt,
        AuthorizationCode::ExpiresAt,
    ])
    .optional(&[AuthorizationCode::UsedAt])
    .required(&[AuthorizationCode::KeptUntil])
    .index(&[AuthorizationCode::TenantId, AuthorizationCode::KeptUntil])
    .belongs_to(&[AuthorizationCode::TenantId], &[Tenant::Id])
    .statements();
    let consents = Table::with_key(
        dialect,
        &[Consent::TenantId, Consent::UserId, Consent::OwnerId],
    )
    .required(&[Consent::Scope, Consent::GrantedAt])
    .optional(&[Consent::RevokedAt])
    .belongs_to(
        &[Consent::TenantId, Consent::UserId],
        &[User::TenantId, User::Id],
    )
    .statements();
    let seen = Table::with_key(
        dialect,
        &[
            SeenJti::TenantId,
            SeenJti::OwnerId,
            SeenJti::UsedAs,
            SeenJti::JtiHash,
        ],
    )
    .required(&[SeenJti::ExpiresAt])
    .index(&[SeenJti::TenantId, SeenJti::ExpiresAt])
    .belongs_to(&[SeenJti::TenantId], &[Tenant::Id])
    .statements();
    let notices = notices(dialect);
    let families = Alteration::of(dialect)
        .optional(&[RefreshFamily::Granted])
        .statements();
    [codes, consents, seen, notices, families].concat()
}

fn notices(dialect: Dialect) -> Vec<String> {
    Table::with_key(
        dialect,
        &[
            LogoutNotice::TenantId,
            LogoutNotice::SessionId,
            LogoutNotice::OwnerId,
        ],
    )
    .required(&[
        LogoutNotice::UserId,
        LogoutNotice::Attempts,
        LogoutNotice::DueAt,
    ])
    .index(&[LogoutNotice::TenantId, LogoutNotice::DueAt])
    .belongs_to(&[LogoutNotice::TenantId], &[Tenant::Id])
    .statements()
}
