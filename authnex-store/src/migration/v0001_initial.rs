use super::{Dialect, Migration, Table};
use crate::schema::{
    self, Event, Instance, OneTime, Password, RefreshFamily, RefreshToken, Role, Schema, Session,
    SignInFlow, SigningKey, SpareSigningKey, Tenant, Throttle, User, UserRole,
};

/// The tables of the first release.
pub(super) const MIGRATION: Migration = Migration {
    version: 1,
    name: "initial",
    min_binary: 1,
    statements,
};

/// The key of a tenant's user.
const USER_KEY: [User; 2] = [User::TenantId, User::Id];

fn statements(dialect: Dialect) -> Vec<String> {
    [
        installation(dialect),
        tenants(dialect),
        users(dialect),
        roles(dialect),
        signing_keys(dialect),
        sessions(dialect),
        refresh_tokens(dialect),
        one_time_things(dialect),
        events(dialect),
    ]
    .concat()
}

fn installation(dialect: Dialect) -> Vec<String> {
    let state = Table::with_key(dialect, &[Schema::Id])
        .required(&[Schema::Version, Schema::MinBinary])
        .statements();
    let applied = Table::with_key(dialect, &[schema::Migration::Version])
        .required(&[schema::Migration::Name, schema::Migration::Checksum])
        .statements();
    let instance = Table::with_key(dialect, &[Instance::Id])
        .required(&[Instance::Secret])
        .statements();
    let spare_keys = Table::with_key(dialect, &[SpareSigningKey::Id])
        .required(&[SpareSigningKey::PrivateKey, SpareSigningKey::CreatedAt])
        .statements();
    [state, applied, instance, spare_keys].concat()
}

fn tenants(dialect: Dialect) -> Vec<String> {
    Table::with_key(dialect, &[Tenant::Id])
        .required(&[
            Tenant::Slug,
            Tenant::Name,
            Tenant::State,
            Tenant::Overrides,
            Tenant::DataKey,
            Tenant::Version,
            Tenant::CreatedAt,
            Tenant::ChangedAt,
        ])
        .unique(&[Tenant::Slug])
        .statements()
}

fn users(dialect: Dialect) -> Vec<String> {
    let users = Table::with_key(dialect, &USER_KEY)
        .required(&[User::Username, User::UsernameNorm])
        .optional(&[User::Email, User::EmailNorm])
        .required(&[User::EmailVerified])
        .optional(&[User::Name])
        .required(&[User::Status, User::CreatedAt, User::UpdatedAt])
        .unique(&[User::TenantId, User::UsernameNorm])
        .unique(&[User::TenantId, User::EmailNorm])
        .belongs_to(&[User::TenantId], &[Tenant::Id])
        .statements();
    let key = [Password::TenantId, Password::UserId];
    let passwords = Table::with_key(dialect, &key)
        .required(&[Password::Hash, Password::ChangedAt, Password::MustChange])
        .belongs_to(&key, &USER_KEY)
        .statements();
    [users, passwords].concat()
}

fn roles(dialect: Dialect) -> Vec<String> {
    let key = [Role::TenantId, Role::Id];
    let roles = Table::with_key(dialect, &key)
        .required(&[Role::Name, Role::Kind, Role::Permissions, Role::CreatedAt])
        .unique(&[Role::TenantId, Role::Name])
        .belongs_to(&[Role::TenantId], &[Tenant::Id])
        .statements();
    let assignments = Table::with_key(
        dialect,
        &[UserRole::TenantId, UserRole::UserId, UserRole::RoleId],
    )
    .required(&[UserRole::CreatedAt])
    .index(&[UserRole::TenantId, UserRole::RoleId])
    .belongs_to(&[UserRole::TenantId, UserRole::UserId], &USER_KEY)
    .belongs_to(&[UserRole::TenantId, UserRole::RoleId], &key)
    .statements();
    [roles, assignments].concat()
}

fn signing_keys(dialect: Dialect) -> Vec<String> {
    Table::with_key(dialect, &[SigningKey::TenantId, SigningKey::Id])
        .required(&[SigningKey::Algorithm, SigningKey::State])
        .optional(&[SigningKey::RetiresAt])
        .required(&[SigningKey::PrivateKey, SigningKey::CreatedAt])
        .index_if_set(&[SigningKey::TenantId, SigningKey::RetiresAt])
        .belongs_to(&[SigningKey::TenantId], &[Tenant::Id])
        .statements()
}

fn sessions(dialect: Dialect) -> Vec<String> {
    Table::with_key(dialect, &[Session::TenantId, Session::TokenHash])
        .required(&[
            Session::Id,
            Session::UserId,
            Session::Amr,
            Session::AuthTime,
        ])
        .optional(&[Session::Address, Session::UserAgent])
        .required(&[Session::CreatedAt, Session::LastSeenAt, Session::ExpiresAt])
        .optional(&[Session::EndedAt])
        .unique(&[Session::TenantId, Session::Id])
        .index(&[Session::TenantId, Session::UserId, Session::Id])
        .belongs_to(&[Session::TenantId, Session::UserId], &USER_KEY)
        .statements()
}

fn refresh_tokens(dialect: Dialect) -> Vec<String> {
    let key = [RefreshFamily::TenantId, RefreshFamily::Id];
    let families = Table::with_key(dialect, &key)
        .required(&[
            RefreshFamily::SessionId,
            RefreshFamily::UserId,
            RefreshFamily::ClientId,
        ])
        .optional(&[RefreshFamily::Resource])
        .required(&[
            RefreshFamily::OfflineAccess,
            RefreshFamily::Amr,
            RefreshFamily::AuthTime,
            RefreshFamily::CreatedAt,
            RefreshFamily::ExpiresAt,
        ])
        .optional(&[RefreshFamily::EndedAt])
        .index(&[RefreshFamily::TenantId, RefreshFamily::SessionId])
        .index(&[RefreshFamily::TenantId, RefreshFamily::UserId])
        .belongs_to(&[RefreshFamily::TenantId, RefreshFamily::UserId], &USER_KEY)
        .statements();
    let tokens = Table::with_key(dialect, &[RefreshToken::TenantId, RefreshToken::TokenHash])
        .required(&[RefreshToken::FamilyId])
        .optional(&[RefreshToken::Previous])
        .required(&[RefreshToken::CreatedAt, RefreshToken::ExpiresAt])
        .optional(&[RefreshToken::UsedAt, RefreshToken::Successor])
        .index(&[RefreshToken::TenantId, RefreshToken::FamilyId])
        .belongs_to(&[RefreshToken::TenantId, RefreshToken::FamilyId], &key)
        .statements();
    [families, tokens].concat()
}

fn one_time_things(dialect: Dialect) -> Vec<String> {
    let tokens = Table::with_key(
        dialect,
        &[OneTime::TenantId, OneTime::Purpose, OneTime::TokenHash],
    )
    .optional(&[OneTime::UserId])
    .required(&[OneTime::Data, OneTime::CreatedAt, OneTime::ExpiresAt])
    .optional(&[OneTime::UsedAt])
    .index(&[OneTime::TenantId, OneTime::UserId])
    .belongs_to(&[OneTime::TenantId, OneTime::UserId], &USER_KEY)
    .statements();
    let flows = Table::with_key(dialect, &[SignInFlow::TenantId, SignInFlow::TokenHash])
        .required(&[
            SignInFlow::Id,
            SignInFlow::State,
            SignInFlow::CreatedAt,
            SignInFlow::ExpiresAt,
        ])
        .optional(&[SignInFlow::UsedAt])
        .belongs_to(&[SignInFlow::TenantId], &[Tenant::Id])
        .statements();
    [tokens, flows].concat()
}

/// The two tables that are written at every sign-in name no parent: it would be one more lookup each time, and
/// the trail of a tenant is kept for as long as its retention says.
fn events(dialect: Dialect) -> Vec<String> {
    let events = Table::with_key(dialect, &[Event::TenantId, Event::Bucket, Event::Id])
        .required(&[Event::Kind, Event::Version, Event::At, Event::Actor])
        .optional(&[Event::Address, Event::UserAgent, Event::RequestId])
        .required(&[Event::Data])
        .statements();
    let throttles = Table::with_key(
        dialect,
        &[Throttle::TenantId, Throttle::Kind, Throttle::KeyHash],
    )
    .required(&[Throttle::Failures, Throttle::WindowBegan])
    .optional(&[Throttle::LockedUntil])
    .statements();
    [events, throttles].concat()
}
