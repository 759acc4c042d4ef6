use uuid::Uuid;

use crate::{
    foundation::{MailId, Timestamp, UserId},
    keyring::Sealed,
};

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MailKind {
    /// Too many failures locked the account: a link that unlocks it.
    AccountLocked,
    /// To a user's address to be: a link and a code that make it the user's address.
    ChangeEmail,
    /// To the address that was the user's: another one has taken its place.
    EmailChanged,
    /// To the user's address: another one is to take its place.
    EmailChangeRequested,
    /// An invitation to make an account.
    Invitation,
    /// The second factors were taken away by an administrator.
    MfaReset,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// The password was changed.
    PasswordChanged,
    /// There are fresh recovery codes.
    RecoveryCodesReplaced,
    /// A link and a code with which to set another password.
    ResetPassword,
    /// A link and a code with which to sign in.
    SignIn,
    /// An authenticator app was enrolled.
    TotpEnrolled,
    /// The authenticator app was taken away.
    TotpRemoved,
    /// A link and a code that show that the address is the user's own.
    VerifyEmail,
}

impl MailKind {
    /// All kinds.
    pub const ALL: [Self; 15] = [
        Self::AccountLocked,
        Self::ChangeEmail,
        Self::EmailChanged,
        Self::EmailChangeRequested,
        Self::Invitation,
        Self::MfaReset,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::PasswordChanged,
        Self::RecoveryCodesReplaced,
        Self::ResetPassword,
        Self::SignIn,
        Self::TotpEnrolled,
        Self::TotpRemoved,
        Self::VerifyEmail,
    ];

    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountLocked => "account_locked",
            Self::ChangeEmail => "change_email",
            Self::EmailChanged => "email_changed",
            Self::EmailChangeRequested => "email_change_requested",
            Self::Invitation => "invitation",
            Self::MfaReset => "mfa_reset",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::PasswordChanged => "password_changed",
            Self::RecoveryCodesReplaced => "recovery_codes_replaced",
            Self::ResetPassword => "reset_password",
            Self::SignIn => "sign_in",
            Self::TotpEnrolled => "totp_enrolled",
            Self::TotpRemoved => "totp_removed",
            Self::VerifyEmail => "verify_email",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A mail about to be put into the outbox; due at once.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// Its id, of which the `Message-ID` is made.
    pub id: MailId,
    /// To which user it goes.
    pub user: Option<UserId>,
    /// What it is about.
    pub kind: MailKind,
    /// The sealed [`MailContent`](super::MailContent).
    pub body: Sealed,
    /// When it was written.
    pub created_at: Timestamp,
}

/// What is kept of a mail to a user, which is not what was in it.
#[derive(Clone, Debug)]
pub struct UserMail {
    /// Its id.
    pub id: MailId,
    /// What it was about.
    pub kind: MailKind,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was delivered or given up; `None` while it waits.
    pub done_at: Option<Timestamp>,
}

/// For whom and until when a mail is taken out of the outbox.
#[derive(Clone, Copy, Debug)]
pub struct MailLease {
    /// The worker.
    pub owner: Uuid,
    /// Until when: it is due again then, unless the worker has said what came of it.
    pub until: Timestamp,
}

/// A mail that a worker has taken.
#[derive(Clone, Debug)]
pub struct ClaimedMail {
    /// Its id.
    pub id: MailId,
    /// What it is about.
    pub kind: MailKind,
    /// The sealed content.
    pub body: Sealed,
    /// Which try this is, from 1. It is also the lease's fence: a worker whose lease was taken over by another
    /// holds a smaller number, and changes nothing any more.
    pub attempt: u32,
    /// When the mail was written.
    pub created_at: Timestamp,
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailOutcome {
    /// A server has taken it.
    Delivered,
    /// It was refused for good, or for too long.
    GivenUp,
}

impl MailOutcome {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }
}
