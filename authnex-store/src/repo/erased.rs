//! What erasing a tenant deletes: one statement for each table that holds tenants' data.
//!
//! A new table gets its line here, before the tables that it hangs on; a test compares the list with the schema.

use std::sync::LazyLock;

use sea_query::{Expr, ExprTrait, Order, Query};

use super::query::select;
use crate::{
    driver::{NamedStatement, Statement, statements},
    schema::{
        ActiveUser, AuthorizationCode, Client, ClientSecret, Column, Consent, Event, EventSeal,
        FormerPassword, Invite, LogoutNotice, Mail, OneTime, PARAM, Passkey, Password, Permission,
        RecoveryCode, RefreshFamily, RefreshToken, Relay, Role, SeenJti, Session, SignInFlow,
        SigningKey, Throttle, Totp, TrustedDevice, Usage, User, UserHandle, UserRole,
    },
};

statements! {
    REFRESH_TOKENS = erase(RefreshToken::TenantId, &[RefreshToken::TokenHash]);
    REFRESH_FAMILIES = erase(RefreshFamily::TenantId, &[RefreshFamily::Id]);
    SESSIONS = erase(Session::TenantId, &[Session::TokenHash]);
    AUTHORIZATION_CODES = erase(AuthorizationCode::TenantId, &[AuthorizationCode::CodeHash]);
    SEEN_JTIS = erase(SeenJti::TenantId, &[SeenJti::OwnerId, SeenJti::UsedAs, SeenJti::JtiHash]);
    CONSENTS = erase(Consent::TenantId, &[Consent::UserId, Consent::OwnerId]);
    ONE_TIME = erase(OneTime::TenantId, &[OneTime::Purpose, OneTime::TokenHash]);
    SIGN_IN_FLOWS = erase(SignInFlow::TenantId, &[SignInFlow::TokenHash]);
    LOGOUT_NOTICES = erase(LogoutNotice::TenantId, &[LogoutNotice::SessionId, LogoutNotice::OwnerId]);
    INVITES = erase(Invite::TenantId, &[Invite::Id]);
    MAILS = erase(Mail::TenantId, &[Mail::Bucket, Mail::Id]);
    THROTTLES = erase(Throttle::TenantId, &[Throttle::Kind, Throttle::KeyHash]);
    EVENTS = erase(Event::TenantId, &[Event::Bucket, Event::Id]);
    EVENT_SEALS = erase(EventSeal::TenantId, &[EventSeal::Seq]);
    RELAYS = erase(Relay::TenantId, &[Relay::TenantId]);
    USAGE = erase(Usage::TenantId, &[Usage::Metric, Usage::Day]);
    ACTIVE_USERS = erase(ActiveUser::TenantId, &[ActiveUser::Month, ActiveUser::UserId]);
    CLIENT_SECRETS = erase(ClientSecret::TenantId, &[ClientSecret::SecretHash]);
    CLIENTS = erase(Client::TenantId, &[Client::Id]);
    PERMISSIONS = erase(Permission::TenantId, &[Permission::Name]);
    USER_ROLES = erase(UserRole::TenantId, &[UserRole::UserId, UserRole::RoleId]);
    TOTPS = erase(Totp::TenantId, &[Totp::UserId]);
    RECOVERY_CODES = erase(
        RecoveryCode::TenantId,
        &[RecoveryCode::UserId, RecoveryCode::CodeHash],
    );
    TRUSTED_DEVICES = erase(TrustedDevice::TenantId, &[TrustedDevice::UserId, TrustedDevice::Id]);
    FORMER_PASSWORDS = erase(
        FormerPassword::TenantId,
        &[FormerPassword::UserId, FormerPassword::ChangedAt],
    );
    PASSKEYS = erase(Passkey::TenantId, &[Passkey::Id]);
    USER_HANDLES = erase(UserHandle::TenantId, &[UserHandle::UserId]);
    PASSWORDS = erase(Password::TenantId, &[Password::UserId]);
    USERS = erase(User::TenantId, &[User::Id]);
    ROLES = erase(Role::TenantId, &[Role::Id]);
    SIGNING_KEYS = erase(SigningKey::TenantId, &[SigningKey::Id]);
}

/// The statements in the order in which they run.
pub(crate) const TABLES: &[NamedStatement] = STATEMENTS;

/// Those of what opens or goes on with a sign-in, and of mails that bring such a thing.
pub(super) const SIGN_INS: [&LazyLock<Statement>; 9] = [
    &REFRESH_TOKENS,
    &REFRESH_FAMILIES,
    &SESSIONS,
    &AUTHORIZATION_CODES,
    &ONE_TIME,
    &SIGN_IN_FLOWS,
    &INVITES,
    &MAILS,
    &TRUSTED_DEVICES,
];

/// Deletes so many rows of a tenant, by the rest of the table's key. The arguments are the tenant, twice, and
/// the most rows.
fn erase<C: Column>(tenant: C, rest: &[C]) -> Statement {
    let some = select(rest, &[tenant])
        .order_by(*rest.first().unwrap_or(&tenant), Order::Asc)
        .limit(0)
        .take();
    let keys = Expr::tuple(rest.iter().map(|column| column.col()));
    let mut delete = Query::delete();
    delete
        .from_table(C::TABLE)
        .and_where(tenant.col().eq(PARAM))
        .and_where(keys.in_subquery(some));
    Statement::write(&delete, C::TABLE)
}
