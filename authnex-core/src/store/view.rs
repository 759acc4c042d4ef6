use crate::{
    client::{ClientReads, ClientSecretReads, ClientSecretWrites, ClientWrites},
    event::{EventReads, EventWrites},
    instance::{InstanceReads, InstanceWrites},
    invite::{InviteReads, InviteWrites},
    keyring::{WrappedReads, WrappedWrites},
    mail::{MailReads, MailWrites, OutboxReads},
    node::{NodeReads, NodeWrites},
    oauth::{
        AuthorizationCodeReads, AuthorizationCodeWrites, ConsentReads, ConsentWrites,
        LogoutNoticeReads, LogoutNoticeWrites, SeenJtiReads, SeenJtiWrites,
    },
    one_time::{OneTimeReads, OneTimeWrites},
    passkey::{PasskeyReads, PasskeyWrites},
    recovery_code::{RecoveryCodeReads, RecoveryCodeWrites},
    refresh::{RefreshReads, RefreshWrites},
    relay::{RelayReads, RelayWrites},
    retention::RetentionWrites,
    role::{RoleReads, RoleWrites},
    session::{SessionReads, SessionWrites},
    sign_in::{SignInFlowReads, SignInFlowWrites},
    signing_key::{SigningKeyReads, SigningKeyWrites, SpareKeyReads, SpareKeyWrites},
    tenant::{FormerTenantReads, TenantErasure, TenantReads, TenantWrites},
    throttle::{ThrottleReads, ThrottleWrites},
    totp::{TotpReads, TotpWrites},
    trusted_device::{TrustedDeviceReads, TrustedDeviceWrites},
    usage::{UsageReads, UsageWrites},
    user::{FormerPasswordReads, FormerPasswordWrites, UserReads, UserWrites},
};

/// What may be read of one tenant.
pub trait Reader:
    AuthorizationCodeReads
    + ClientReads
    + ClientSecretReads
    + ConsentReads
    + EventReads
    + LogoutNoticeReads
    + InviteReads
    + FormerPasswordReads
    + MailReads
    + OneTimeReads
    + RecoveryCodeReads
    + PasskeyReads
    + RefreshReads
    + RoleReads
    + SeenJtiReads
    + SessionReads
    + SignInFlowReads
    + SigningKeyReads
    + ThrottleReads
    + TotpReads
    + TrustedDeviceReads
    + UsageReads
    + UserReads
{
}
impl<T> Reader for T where
    T: AuthorizationCodeReads
        + ClientReads
        + ClientSecretReads
        + ConsentReads
        + EventReads
        + LogoutNoticeReads
        + InviteReads
        + FormerPasswordReads
        + MailReads
        + OneTimeReads
        + RecoveryCodeReads
        + PasskeyReads
        + RefreshReads
        + RoleReads
        + SeenJtiReads
        + SessionReads
        + SignInFlowReads
        + SigningKeyReads
        + ThrottleReads
        + TotpReads
        + TrustedDeviceReads
        + UsageReads
        + UserReads
{
}

/// What a unit of work may do within one tenant.
pub trait Unit:
    Reader
    + AuthorizationCodeWrites
    + ClientSecretWrites
    + ClientWrites
    + ConsentWrites
    + EventWrites
    + LogoutNoticeWrites
    + InviteWrites
    + FormerPasswordWrites
    + MailWrites
    + OneTimeWrites
    + RecoveryCodeWrites
    + PasskeyWrites
    + RefreshWrites
    + RelayWrites
    + RetentionWrites
    + RoleWrites
    + SeenJtiWrites
    + SessionWrites
    + SignInFlowWrites
    + SigningKeyWrites
    + TenantWrites
    + ThrottleWrites
    + TotpWrites
    + TrustedDeviceWrites
    + UsageWrites
    + UserWrites
{
}
impl<T> Unit for T where
    T: Reader
        + AuthorizationCodeWrites
        + ClientSecretWrites
        + ClientWrites
        + ConsentWrites
        + EventWrites
        + LogoutNoticeWrites
        + InviteWrites
        + FormerPasswordWrites
        + MailWrites
        + OneTimeWrites
        + RecoveryCodeWrites
        + PasskeyWrites
        + RefreshWrites
        + RelayWrites
        + RetentionWrites
        + RoleWrites
        + SeenJtiWrites
        + SessionWrites
        + SignInFlowWrites
        + SigningKeyWrites
        + TenantWrites
        + ThrottleWrites
        + TotpWrites
        + TrustedDeviceWrites
        + UsageWrites
        + UserWrites
{
}

/// What may be read across tenants.
pub trait PlatformReader:
    FormerTenantReads
    + InstanceReads
    + NodeReads
    + OutboxReads
    + RelayReads
    + SpareKeyReads
    + TenantReads
    + WrappedReads
{
}
impl<T> PlatformReader for T where
    T: FormerTenantReads
        + InstanceReads
        + NodeReads
        + OutboxReads
        + RelayReads
        + SpareKeyReads
        + TenantReads
        + WrappedReads
{
}

/// What a unit of the platform may do: all within one tenant, and the global tables.
///
/// Used by the listed flows only: first start, tenant sign-up, key making, erasing.
pub trait PlatformUnit:
    Unit + PlatformReader + InstanceWrites + NodeWrites + SpareKeyWrites + TenantErasure + WrappedWrites
{
}
impl<T> PlatformUnit for T where
    T: Unit
        + PlatformReader
        + InstanceWrites
        + NodeWrites
        + SpareKeyWrites
        + TenantErasure
        + WrappedWrites
{
}
