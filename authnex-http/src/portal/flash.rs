use crate::text::Texts;

/// A message that outlives one redirect.
#[derive(Debug)]
pub(super) struct Flash {
    /// `success` or `error`.
    pub(super) kind: &'static str,
    /// The message.
    pub(super) text: String,
}

/// What came before the redirect to a sign-in form. The address carries it as `done`, so that it needs no cookie
/// and no form can be taken for another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// The account takes passwords again.
    AccountUnlocked,
    /// A browser is trusted no longer.
    BrowserForgotten,
    /// The authenticator app was taken away.
    TotpRemoved,
    /// The mail to the address to be is on its way.
    EmailChangeSent,
    /// Another address is the user's own now.
    EmailChanged,
    /// A passkey was added.
    PasskeyAdded,
    /// There is no such passkey any more.
    PasskeyGone,
    /// The passkey stays: nothing else signs its user in.
    PasskeyIsLastWayIn,
    /// The passkey stays: the policy wants a second factor, and it is the last one.
    PasskeyIsRequired,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A passkey got another name.
    PasskeyRenamed,
    /// The password was changed.
    PasswordChanged,
    /// Name, language and time zone are kept.
    ProfileSaved,
    /// A consent was taken back.
    Disconnected,
    /// There was no such consent.
    NotConnected,
    /// The organization's rules were set.
    SettingsSaved,
    /// One of the own sessions was ended.
    SessionEnded,
    /// The session was over already.
    SessionOver,
    /// All other sessions were ended.
    SessionsEnded,
    /// The address was verified.
    EmailVerified,
    /// The sign-in waited too long or was finished elsewhere.
    FlowOver,
    /// A mail is on its way, if there is such an account.
    MailSent,
    /// The password was set by a mailed link or code.
    PasswordReset,
    /// The session ended.
    SignedOut,
    /// The account was made, yet the sign-in behind it was not.
    SignedUp,
    /// The sign-in goes on once the address is verified.
    VerificationAwaited,
    /// The mail that verifies the own address is on its way.
    VerificationSent,
    /// The invitation was accepted or taken back before.
    InviteOver,
    /// An invitation was sent again.
    InviteResent,
    /// An invitation was taken back.
    InviteRevoked,
    /// An invitation is on its way.
    InviteSent,
    /// The user stays: nobody else could run the organization.
    LastOwner,
    /// A user's second factors were taken away.
    MfaReset,
    /// The user has no password that could be replaced.
    NoPassword,
    /// The user has no address that waits to be verified.
    NothingToVerify,
    /// Nobody does this to the own account.
    OwnAccount,
    /// A user has to set another password.
    PasswordChangeForced,
    /// A role was made.
    RoleCreated,
    /// A role was deleted.
    RoleDeleted,
    /// What a role allows was set.
    RoleSaved,
    /// A user was deleted.
    UserDeleted,
    /// A user may sign in again.
    UserReactivated,
    /// A user's name and roles were set.
    UserSaved,
    /// All sessions of a user were ended.
    UserSignedOut,
    /// A user may not sign in any more.
    UserSuspended,
    /// The mail that verifies a user's address is on its way.
    UserVerificationSent,
    /// Another organization is the current one now.
    Switched,
}

impl Done {
    const ALL: [Self; 47] = [
        Self::AccountUnlocked,
        Self::BrowserForgotten,
        Self::TotpRemoved,
        Self::EmailChangeSent,
        Self::EmailChanged,
        Self::PasskeyAdded,
        Self::PasskeyGone,
        Self::PasskeyIsLastWayIn,
        Self::PasskeyIsRequired,
        Self::PasskeyRemoved,
        Self::PasskeyRenamed,
        Self::PasswordChanged,
        Self::ProfileSaved,
        Self::Disconnected,
        Self::NotConnected,
        Self::SettingsSaved,
        Self::SessionEnded,
        Self::SessionOver,
        Self::SessionsEnded,
        Self::EmailVerified,
        Self::FlowOver,
        Self::MailSent,
        Self::PasswordReset,
        Self::SignedOut,
        Self::SignedUp,
        Self::VerificationAwaited,
        Self::Switched,
        Self::VerificationSent,
        Self::InviteOver,
        Self::InviteResent,
        Self::InviteRevoked,
        Self::InviteSent,
        Self::LastOwner,
        Self::MfaReset,
        Self::NoPassword,
        Self::NothingToVerify,
        Self::OwnAccount,
        Self::PasswordChangeForced,
        Self::RoleCreated,
        Self::RoleDeleted,
        Self::RoleSaved,
        Self::UserDeleted,
        Self::UserReactivated,
        Self::UserSaved,
        Self::UserSignedOut,
        Self::UserSuspended,
        Self::UserVerificationSent,
    ];

    /// Its name in an address.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::AccountUnlocked => "account-unlocked",
            Self::BrowserForgotten => "browser-forgotten",
            Self::TotpRemoved => "totp-removed",
            Self::EmailChangeSent => "email-change-sent",
            Self::EmailChanged => "email-changed",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyGone => "passkey-gone",
            Self::PasskeyIsLastWayIn => "passkey-is-last-way-in",
            Self::PasskeyIsRequired => "passkey-is-required",
            Self::PasskeyRemoved => "passkey-removed",
            Self::PasskeyRenamed => "passkey-renamed",
            Self::PasswordChanged => "password-changed",
            Self::ProfileSaved => "profile-saved",
            Self::Disconnected => "disconnected",
            Self::NotConnected => "not-connected",
            Self::SettingsSaved => "settings-saved",
            Self::SessionEnded => "session-ended",
            Self::SessionOver => "session-over",
            Self::SessionsEnded => "sessions-ended",
            Self::EmailVerified => "email-verified",
            Self::FlowOver => "flow-over",
            Self::MailSent => "mail-sent",
            Self::PasswordReset => "password-reset",
            Self::SignedOut => "signed-out",
            Self::SignedUp => "signed-up",
            Self::VerificationAwaited => "verification-awaited",
            Self::VerificationSent => "verification-sent",
            Self::InviteOver => "invite-over",
            Self::InviteResent => "invite-resent",
            Self::InviteRevoked => "invite-revoked",
            Self::InviteSent => "invite-sent",
            Self::LastOwner => "last-owner",
            Self::MfaReset => "mfa-reset",
            Self::NoPassword => "no-password",
            Self::NothingToVerify => "nothing-to-verify",
            Self::OwnAccount => "own-account",
            Self::PasswordChangeForced => "password-forced",
            Self::RoleCreated => "role-created",
            Self::RoleDeleted => "role-deleted",
            Self::RoleSaved => "role-saved",
            Self::UserDeleted => "user-deleted",
            Self::UserReactivated => "user-reactivated",
            Self::UserSaved => "user-saved",
            Self::UserSignedOut => "user-signed-out",
            Self::UserSuspended => "user-suspended",
            Self::UserVerificationSent => "user-verification-sent",
            Self::Switched => "switched",
        }
    }

    /// The address of a page that says so.
    pub(super) fn at(self, path: &str) -> String {
        format!("{path}?done={}", self.as_str())
    }

    /// From an address; anything else says nothing.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.as_str() == text)
    }

    /// The message of an address' `done`.
    pub(super) fn flash(texts: &Texts, done: Option<&str>) -> Option<Flash> {
        let (kind, text) = match Self::parse(done?)? {
            Self::AccountUnlocked => ("success", texts.get("account-unlocked-done")),
            Self::BrowserForgotten => ("success", texts.get("browser-forgotten-done")),
            Self::TotpRemoved => ("success", texts.get("totp-removed-done")),
            Self::EmailChangeSent => ("success", texts.get("email-change-sent-done")),
            Self::EmailChanged => ("success", texts.get("email-changed-done")),
            Self::PasskeyAdded => ("success", texts.get("passkey-added-done")),
            Self::PasskeyGone => ("error", texts.get("passkey-gone-done")),
            Self::PasskeyIsLastWayIn => ("error", texts.get("passkey-last-way-in-done")),
            Self::PasskeyIsRequired => ("error", texts.get("passkey-required-done")),
            Self::PasskeyRemoved => ("success", texts.get("passkey-removed-done")),
            Self::PasskeyRenamed => ("success", texts.get("passkey-renamed-done")),
            Self::PasswordChanged => ("success", texts.get("password-changed-done")),
            Self::ProfileSaved => ("success", texts.get("profile-saved-done")),
            Self::Disconnected => ("success", texts.get("disconnected-done")),
            Self::NotConnected => ("error", texts.get("not-connected-done")),
            Self::SettingsSaved => ("success", texts.get("settings-saved-done")),
            Self::SessionEnded => ("success", texts.get("session-ended-done")),
            Self::SessionOver => ("error", texts.get("session-over-done")),
            Self::SessionsEnded => ("success", texts.get("sessions-ended-done")),
            Self::EmailVerified => ("success", texts.get("email-verified-done")),
            Self::FlowOver => ("error", texts.get("error-flow-unknown")),
            Self::MailSent => ("success", texts.get("mail-sent-done")),
            Self::PasswordReset => ("success", texts.get("password-reset-done")),
            Self::SignedOut => ("success", texts.get("signed-out-flash")),
            Self::SignedUp => ("success", texts.get("sign-up-done")),
            Self::VerificationAwaited => ("error", texts.get("verification-awaited")),
            Self::VerificationSent => ("success", texts.get("verification-sent-done")),
            Self::InviteOver => ("error", texts.get("invite-over-done")),
            Self::InviteResent => ("success", texts.get("invite-resent-done")),
            Self::InviteRevoked => ("success", texts.get("invite-revoked-done")),
            Self::InviteSent => ("success", texts.get("invite-sent-done")),
            Self::LastOwner => ("error", texts.get("last-owner-done")),
            Self::MfaReset => ("success", texts.get("mfa-reset-done")),
            Self::NoPassword => ("error", texts.get("no-password-done")),
            Self::NothingToVerify => ("error", texts.get("nothing-to-verify-done")),
            Self::OwnAccount => ("error", texts.get("own-account-done")),
            Self::PasswordChangeForced => ("success", texts.get("password-forced-done")),
            Self::RoleCreated => ("success", texts.get("role-created-done")),
            Self::RoleDeleted => ("success", texts.get("role-deleted-done")),
            Self::RoleSaved => ("success", texts.get("role-saved-done")),
            Self::UserDeleted => ("success", texts.get("user-deleted-done")),
            Self::UserReactivated => ("success", texts.get("user-reactivated-done")),
            Self::UserSaved => ("success", texts.get("user-saved-done")),
            Self::UserSignedOut => ("success", texts.get("user-signed-out-done")),
            Self::UserSuspended => ("success", texts.get("user-suspended-done")),
            Self::UserVerificationSent => ("success", texts.get("user-verification-sent-done")),
            Self::Switched => ("success", texts.get("switched-flash")),
        };
        Some(Flash { kind, text })
    }
}
