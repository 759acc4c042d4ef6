/// What is wrong with a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordFault {
    /// It is known from a breach of some site.
    #[error("this password is known from a breach of another site; take another")]
    Breached,
    /// It is the own e-mail address, or its part before the @.
    #[error("the password must not be your e-mail address")]
    IsEmail,
    /// It is the organization's name.
    #[error("the password must not be the organization's name")]
    IsTenantName,
    /// It has no digit.
    #[error("the password needs a digit")]
    NoDigit,
    /// It has no lower-case letter.
    #[error("the password needs a lower-case letter")]
    NoLower,
    /// It has no character that is neither letter nor digit.
    #[error("the password needs a character that is neither a letter nor a digit")]
    NoSymbol,
    /// It has no upper-case letter.
    #[error("the password needs an upper-case letter")]
    NoUpper,
    /// It is one of the user's former ones.
    #[error("this is one of your last {0} passwords; take another")]
    Reused(u32),
    /// Everybody tries it first.
    #[error("this password is one of the most common ones; take another")]
    TooCommon,
    /// Longer than 128 code points.
    #[error("a password has at most {0} characters")]
    TooLong(u32),
    /// Shorter than the policy asks.
    #[error("a password has at least {0} characters")]
    TooShort(u32),
    /// Easier to guess than the policy allows.
    #[error("this password is too easy to guess; make it longer, or take less usual words")]
    TooWeak,
}

impl PasswordFault {
    /// Stable name of the fault.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Breached => "breached",
            Self::IsEmail => "is_email",
            Self::IsTenantName => "is_tenant_name",
            Self::NoDigit => "no_digit",
            Self::NoLower => "no_lower",
            Self::NoSymbol => "no_symbol",
            Self::NoUpper => "no_upper",
            Self::Reused(_) => "reused",
            Self::TooCommon => "too_common",
            Self::TooLong(_) => "too_long",
            Self::TooShort(_) => "too_short",
            Self::TooWeak => "too_weak",
        }
    }
}
