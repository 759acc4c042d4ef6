/// One rule on new passwords, as a page shows it and as the check applies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordRule {
    /// At least so many code points.
    MinLength(u32),
    /// At most so many code points.
    MaxLength(u32),
    /// An upper-case letter.
    Upper,
    /// A lower-case letter.
    Lower,
    /// A digit.
    Digit,
    /// A character that is neither letter nor digit.
    Symbol,
    /// At least this strength, 1 to 4.
    MinScore(u32),
    /// Not the own e-mail address, nor its part before the @.
    NotEmail,
    /// Not the organization's name.
    NotTenantName,
    /// Not one that everybody tries first.
    NotCommon,
    /// Not one that is known from a breach.
    NotBreached,
    /// None of so many that the user had last.
    NotReused(u32),
}

impl PasswordRule {
    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MinLength(_) => "min_length",
            Self::MaxLength(_) => "max_length",
            Self::Upper => "upper",
            Self::Lower => "lower",
            Self::Digit => "digit",
            Self::Symbol => "symbol",
            Self::MinScore(_) => "min_score",
            Self::NotEmail => "not_email",
            Self::NotTenantName => "not_tenant_name",
            Self::NotCommon => "not_common",
            Self::NotBreached => "not_breached",
            Self::NotReused(_) => "not_reused",
        }
    }

    /// Its number, if it has one.
    #[must_use]
    pub const fn value(self) -> Option<u32> {
        match self {
            Self::MinLength(value)
            | Self::MaxLength(value)
            | Self::MinScore(value)
            | Self::NotReused(value) => Some(value),
            _ => None,
        }
    }
}
