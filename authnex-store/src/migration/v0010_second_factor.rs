use super::{Alteration, Dialect, Migration, Table};
use crate::schema::{RecoveryCode, Tenant, Totp, TrustedDevice, User};

/// Second factors, browsers that are not asked for them, and since when a tenant requires them.
pub(super) const MIGRATION: Migration = Migration {
    version: 10,
    name: "second_factor",
    min_binary: 1,
    statements,
};

fn statements(dialect: Dialect) -> Vec<String> {
    let user = [User::TenantId, User::Id];
    let totp = Table::with_key(dialect, &[Totp::TenantId, Totp::UserId])
        .optional(&[
            Totp::Secret,
            Totp::ConfirmedAt,
            Totp::LastStep,
            Totp::PendingSecret,
            Totp::PendingAt,
        ])
        .belongs_to(&[Totp::TenantId, Totp::UserId], &user)
        .statements();
    let key = [
        RecoveryCode::TenantId,
        RecoveryCode::UserId,
        RecoveryCode::CodeHash,
    ];
    let codes = Table::with_key(dialect, &key)
        .required(&[RecoveryCode::CreatedAt])
        .optional(&[RecoveryCode::UsedAt])
        .belongs_to(&[RecoveryCode::TenantId, RecoveryCode::UserId], &user)
        .statements();
    let key = [
        TrustedDevice::TenantId,
        TrustedDevice::UserId,
        TrustedDevice::Id,
    ];
    let devices = Table::with_key(dialect, &key)
        .required(&[TrustedDevice::TokenHash])
        .optional(&[TrustedDevice::UserAgent])
        .required(&[
            TrustedDevice::CreatedAt,
            TrustedDevice::LastUsedAt,
            TrustedDevice::ExpiresAt,
        ])
        .unique(&[TrustedDevice::TenantId, TrustedDevice::TokenHash])
        .index(&[TrustedDevice::TenantId, TrustedDevice::ExpiresAt])
        .belongs_to(&[TrustedDevice::TenantId, TrustedDevice::UserId], &user)
        .statements();
    let tenants = Alteration::of(dialect)
        .optional(&[Tenant::MfaSince])
        .statements();
    [totp, codes, devices, tenants].concat()
}
