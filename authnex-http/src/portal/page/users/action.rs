use crate::portal::flash::Done;

/// What is done to a user by one button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UserAction {
    Delete,
    ForcePasswordChange,
    Reactivate,
    ResendVerification,
    ResetMfa,
    SignOutEverywhere,
    Suspend,
}

impl UserAction {
    /// All of them, in the order in which they are offered.
    pub(super) const ALL: [Self; 7] = [
        Self::ResendVerification,
        Self::ForcePasswordChange,
        Self::ResetMfa,
        Self::SignOutEverywhere,
        Self::Reactivate,
        Self::Suspend,
        Self::Delete,
    ];

    /// Its name in addresses, as in the management API.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::ForcePasswordChange => "force-password-change",
            Self::Reactivate => "reactivate",
            Self::ResendVerification => "resend-verification",
            Self::ResetMfa => "reset-mfa",
            Self::SignOutEverywhere => "sign-out-everywhere",
            Self::Suspend => "suspend",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == text)
    }

    /// The permission that it takes.
    pub(super) const fn permission(self) -> &'static str {
        match self {
            Self::SignOutEverywhere => "sessions:write",
            _ => "users:write",
        }
    }

    /// The ids of its button and of what the dialog says.
    pub(super) const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Delete => ("user-delete", "user-delete-lead"),
            Self::ForcePasswordChange => ("user-force-password", "user-force-password-lead"),
            Self::Reactivate => ("user-reactivate", "user-reactivate-lead"),
            Self::ResendVerification => ("user-resend", "user-resend-lead"),
            Self::ResetMfa => ("user-reset-mfa", "user-reset-mfa-lead"),
            Self::SignOutEverywhere => ("user-sign-out", "user-sign-out-lead"),
            Self::Suspend => ("user-suspend", "user-suspend-lead"),
        }
    }

    /// Whether it takes something away.
    pub(super) const fn is_grave(self) -> bool {
        !matches!(self, Self::Reactivate | Self::ResendVerification)
    }

    /// Whether nobody does it to the own account.
    pub(super) const fn is_for_others(self) -> bool {
        matches!(
            self,
            Self::Delete | Self::ForcePasswordChange | Self::Suspend
        )
    }

    /// What is said when it is done.
    pub(super) const fn done(self) -> Done {
        match self {
            Self::Delete => Done::UserDeleted,
            Self::ForcePasswordChange => Done::PasswordChangeForced,
            Self::Reactivate => Done::UserReactivated,
            Self::ResendVerification => Done::UserVerificationSent,
            Self::ResetMfa => Done::MfaReset,
            Self::SignOutEverywhere => Done::UserSignedOut,
            Self::Suspend => Done::UserSuspended,
        }
    }
}
