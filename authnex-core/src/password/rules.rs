use super::common_passwords::COMMON;
use crate::foundation::Secret;

/// What is wrong with a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordFault {
    /// It is the own e-mail address, or its part before the @.
    #[error("the password must not be your e-mail address")]
    IsEmail,
    /// It is the organization's name.
    #[error("the password must not be the organization's name")]
    IsTenantName,
    /// Everybody tries it first.
    #[error("this password is one of the most common ones; take another")]
    TooCommon,
    /// Longer than 128 code points.
    #[error("a password has at most {0} characters")]
    TooLong(u32),
    /// Shorter than the policy asks.
    #[error("a password has at least {0} characters")]
    TooShort(u32),
}

impl PasswordFault {
    /// Stable name of the fault.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::IsEmail => "is_email",
            Self::IsTenantName => "is_tenant_name",
            Self::TooCommon => "too_common",
            Self::TooLong(_) => "too_long",
            Self::TooShort(_) => "too_short",
        }
    }
}

/// The rules on new passwords. Length is counted in code points; there are no composition rules (NIST SP
/// 800-63B-4 3.1.1.2).
#[derive(Clone, Copy, Debug)]
pub struct PasswordRules {
    min_length: u32,
}

impl Default for PasswordRules {
    fn default() -> Self {
        Self::with_min_length(Self::LEAST_LENGTH)
    }
}

impl PasswordRules {
    /// The most code points of a password.
    pub const MAX_LENGTH: u32 = 128;

    /// The fewest that a policy may ask for (ASVS 6.2.1).
    pub const LEAST_LENGTH: u32 = 8;

    /// Rules with the least length that a policy asks for; a value outside of 8 to 128 becomes the nearer end.
    #[must_use]
    pub fn with_min_length(min_length: u32) -> Self {
        Self {
            min_length: min_length.clamp(Self::LEAST_LENGTH, Self::MAX_LENGTH),
        }
    }

    /// Checks a password whole, against the user's e-mail address and the tenant's name.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn check(
        self,
        password: &Secret,
        email: Option<&str>,
        tenant: Option<&str>,
    ) -> Result<(), Vec<PasswordFault>> {
        let text = password.expose();
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let folded = text.trim().to_lowercase();
        let is =
            |other: Option<&str>| other.is_some_and(|other| other.trim().to_lowercase() == folded);
        let local = email
            .and_then(|email| email.rsplit_once('@'))
            .map(|(name, _)| name);
        let faults = [
            (length < self.min_length).then_some(PasswordFault::TooShort(self.min_length)),
            (length > Self::MAX_LENGTH).then_some(PasswordFault::TooLong(Self::MAX_LENGTH)),
            (is(email) || is(local)).then_some(PasswordFault::IsEmail),
            is(tenant).then_some(PasswordFault::IsTenantName),
            COMMON
                .contains(&folded.as_str())
                .then_some(PasswordFault::TooCommon),
        ];
        let faults: Vec<PasswordFault> = faults.into_iter().flatten().collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }
}
