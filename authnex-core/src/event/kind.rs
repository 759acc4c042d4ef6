macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What happened. The names are public facts: never change one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum EventKind {
            $($(#[$doc])* #[doc = concat!("\n\n`", $text, "`")] $name,)*
        }

        impl EventKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The event's `type`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// From the event's `type`.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }
    };
}

kinds! {
    /// Too many failures locked a sign-in name for a while.
    AccountLocked = "account.locked";
    /// A lock was taken away by a mailed link.
    AccountUnlocked = "account.unlocked";
    /// An API key was issued.
    ApiKeyIssued = "api_key.issued";
    /// An API key was revoked.
    ApiKeyRevoked = "api_key.revoked";
    /// An API key was replaced; the old one is good for a while yet.
    ApiKeyRotated = "api_key.rotated";
    /// A code was issued to a client: the user signed in to it.
    AuthorizationGranted = "authorization.granted";
    /// A code was used a second time: everything issued for it was ended.
    AuthorizationCodeReused = "authorization_code.reused";
    /// A client was made.
    ClientCreated = "client.created";
    /// A client was deleted with its secrets.
    ClientDeleted = "client.deleted";
    /// A client was disabled or enabled.
    ClientStatusChanged = "client.status_changed";
    /// A client's metadata or secret was changed.
    ClientUpdated = "client.updated";
    /// A user's e-mail address was replaced by one that its holder has confirmed.
    EmailChanged = "email.changed";
    /// A mailed code for another e-mail address was wrong.
    EmailChangeRefused = "email.change_refused";
    /// A user asked for another e-mail address.
    EmailChangeRequested = "email.change_requested";
    /// An invitation was sent.
    InviteCreated = "invite.created";
    /// An invitation was sent again, with another link.
    InviteResent = "invite.resent";
    /// An invitation was taken back.
    InviteRevoked = "invite.revoked";
    /// A user's second factors were taken away by somebody else.
    MfaReset = "mfa.reset";
    /// A user consented to what a client asked for.
    ConsentGranted = "consent.granted";
    /// A user refused what a client asked for.
    ConsentRefused = "consent.refused";
    /// A user took a consent back: what the client had was ended.
    ConsentRevoked = "consent.revoked";
    /// A mail was given up: refused for good, or for too long.
    MailFailed = "mail.failed";
    /// The tenant's data key was wrapped with another master key; the key itself is the same.
    DataKeyRewrapped = "data_key.rewrapped";
    /// A one-time token was issued.
    OneTimeIssued = "one_time.issued";
    /// A one-time token was redeemed.
    OneTimeRedeemed = "one_time.redeemed";
    /// A passkey was added by its holder.
    PasskeyAdded = "passkey.added";
    /// A passkey's counter did not rise at a sign-in, which was refused: the passkey may have been copied.
    PasskeyCounterRefused = "passkey.counter_refused";
    /// A passkey was removed by its holder.
    PasskeyRemoved = "passkey.removed";
    /// A passkey got another name.
    PasskeyRenamed = "passkey.renamed";
    /// A password was changed by its holder.
    PasswordChanged = "password.changed";
    /// A password was set by a mailed link or code.
    PasswordReset = "password.reset";
    /// A new password was asked for by mail.
    PasswordResetRequested = "password.reset_requested";
    /// A mailed code for a new password was wrong.
    PasswordResetRefused = "password.reset_refused";
    /// The next sign-in must set another password: somebody else than its holder demands it.
    PasswordChangeForced = "password.change_forced";
    /// A password was set by somebody else than its holder.
    PasswordSet = "password.set";
    /// A user took along what is kept of the user.
    PersonalDataExported = "personal_data.exported";
    /// The tenant's rules were changed.
    PolicyChanged = "policy.changed";
    /// A user's recovery codes were replaced by fresh ones.
    RecoveryCodesReplaced = "recovery_codes.replaced";
    /// A refresh token was used again after it had been replaced: its family was ended.
    RefreshTokenReused = "refresh_token.reused";
    /// A refresh token was replaced.
    RefreshTokenRotated = "refresh_token.rotated";
    /// A role was given to a user.
    RoleAssigned = "role.assigned";
    /// What a role allows was changed.
    RoleChanged = "role.changed";
    /// A role was deleted.
    RoleDeleted = "role.deleted";
    /// A role was made.
    RoleCreated = "role.created";
    /// A role was taken from a user.
    RoleUnassigned = "role.unassigned";
    /// Sessions were ended by their user, or by a change that ends them.
    SessionEnded = "session.ended";
    /// A mail with which to sign in was asked for.
    SignInMailRequested = "sign_in.mail_requested";
    /// A user who is signed in proved again to be the user.
    SessionSteppedUp = "session.stepped_up";
    /// A sign-in needs another step first.
    SignInContinued = "sign_in.continued";
    /// A sign-in was refused.
    SignInRefused = "sign_in.refused";
    /// A user signed in: a session was opened.
    SignInSucceeded = "sign_in.succeeded";
    /// Signing keys were made, rotated, or deleted after retirement.
    SigningKeysChanged = "signing_keys.changed";
    /// A tenant's name or plan was changed.
    TenantChanged = "tenant.changed";
    /// All sessions, refresh tokens, one-time tokens and waiting sign-ins of the tenant were ended by the operator.
    SignInsInvalidated = "sign_ins.invalidated";
    /// A tenant was made.
    TenantCreated = "tenant.created";
    /// A tenant's state was changed.
    TenantStateChanged = "tenant.state_changed";
    /// An authenticator app was enrolled.
    TotpEnrolled = "totp.enrolled";
    /// An authenticator app was taken away by its user.
    TotpRemoved = "totp.removed";
    /// A secret for an authenticator app was shown, which a code has still to confirm.
    TotpStarted = "totp.started";
    /// A user trusts a browser no longer.
    TrustedDeviceRemoved = "trusted_device.removed";
    /// A client got tokens for a code.
    TokensIssued = "tokens.issued";
    /// A client gave a token back.
    TokenRevoked = "token.revoked";
    /// A user was made.
    UserCreated = "user.created";
    /// A user was deleted.
    UserDeleted = "user.deleted";
    /// A user showed that the e-mail address is the user's own.
    UserEmailVerified = "user.email_verified";
    /// A mailed code for an e-mail address was wrong.
    UserEmailVerificationRefused = "user.email_verification_refused";
    /// The mail that verifies an address was asked for.
    UserEmailVerificationRequested = "user.email_verification_requested";
    /// What is known of a user was changed, or roles were given, by somebody else.
    UserUpdated = "user.updated";
    /// A user was suspended or reactivated.
    UserStatusChanged = "user.status_changed";
}
