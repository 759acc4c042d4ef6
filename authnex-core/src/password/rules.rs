use super::{PasswordFault, PasswordRule, common_passwords::COMMON, strength::Strength};
use crate::{foundation::Secret, policy::Policy};

/// The rules on new passwords: the one place where they stand.
///
/// [`list`](Self::list) is what pages show, [`check`](Self::check) what flows apply; both read the same values. Length
/// is counted in code points. Character classes are off unless a tenant asks for them (NIST SP 800-63B-4 3.1.1.2).
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a rule that stands or does not"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordRules {
    min_length: u32,
    min_score: u32,
    history: u32,
    upper: bool,
    lower: bool,
    digit: bool,
    symbol: bool,
    breaches: bool,
}

impl Default for PasswordRules {
    fn default() -> Self {
        Self::of(&Policy::default())
    }
}

impl PasswordRules {
    /// The most code points of a password.
    pub const MAX_LENGTH: u32 = 128;

    /// The fewest that a policy may ask for (ASVS 6.2.1).
    pub const LEAST_LENGTH: u32 = 8;

    /// The rules of a policy; a least length outside of 8 to 128 becomes the nearer end.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        Self {
            min_length: policy
                .password_min_length
                .clamp(Self::LEAST_LENGTH, Self::MAX_LENGTH),
            min_score: policy.password_min_score.min(4),
            history: policy.password_history,
            upper: policy.password_require_upper,
            lower: policy.password_require_lower,
            digit: policy.password_require_digit,
            symbol: policy.password_require_symbol,
            breaches: false,
        }
    }

    /// Whether passwords are looked up among those known from breaches.
    #[must_use]
    pub const fn looking_up_breaches(mut self, on: bool) -> Self {
        self.breaches = on;
        self
    }

    /// How many passwords, the present one among them, may not be taken again.
    #[must_use]
    pub const fn history(&self) -> u32 {
        self.history
    }

    /// Every rule in force, in the order in which pages show them.
    #[must_use]
    pub fn list(&self) -> Vec<PasswordRule> {
        let always = |rule| Some(rule);
        [
            always(PasswordRule::MinLength(self.min_length)),
            always(PasswordRule::MaxLength(Self::MAX_LENGTH)),
            self.upper.then_some(PasswordRule::Upper),
            self.lower.then_some(PasswordRule::Lower),
            self.digit.then_some(PasswordRule::Digit),
            self.symbol.then_some(PasswordRule::Symbol),
            (self.min_score > 0).then_some(PasswordRule::MinScore(self.min_score)),
            always(PasswordRule::NotEmail),
            always(PasswordRule::NotTenantName),
            always(PasswordRule::NotCommon),
            self.breaches.then_some(PasswordRule::NotBreached),
            (self.history > 0).then_some(PasswordRule::NotReused(self.history)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Checks a password whole, against the user's e-mail address and the tenant's name. Breaches and former passwords
    /// are asked for where there is a store; see the flows.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn check(
        &self,
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
        let lacks = |asked: bool, has: fn(char) -> bool| asked && !text.chars().any(has);
        let known: Vec<&str> = [email, local, tenant].into_iter().flatten().collect();
        // What is far too long is not estimated: it is refused anyway.
        let strength = (length <= Self::MAX_LENGTH).then(|| Strength::of(text, &known));
        let is_own = is(email) || is(local) || is(tenant);
        let is_common = !is_own
            && length >= self.min_length
            && strength.is_some_and(|strength| strength.is_common);
        let is_weak = strength.is_some_and(|strength| strength.score < self.min_score);
        let faults = [
            (length < self.min_length).then_some(PasswordFault::TooShort(self.min_length)),
            (length > Self::MAX_LENGTH).then_some(PasswordFault::TooLong(Self::MAX_LENGTH)),
            lacks(self.upper, char::is_uppercase).then_some(PasswordFault::NoUpper),
            lacks(self.lower, char::is_lowercase).then_some(PasswordFault::NoLower),
            lacks(self.digit, char::is_numeric).then_some(PasswordFault::NoDigit),
            lacks(self.symbol, is_symbol).then_some(PasswordFault::NoSymbol),
            (is(email) || is(local)).then_some(PasswordFault::IsEmail),
            is(tenant).then_some(PasswordFault::IsTenantName),
            (is_common || COMMON.contains(&folded.as_str())).then_some(PasswordFault::TooCommon),
            is_weak.then_some(PasswordFault::TooWeak),
        ];
        let faults: Vec<PasswordFault> = faults.into_iter().flatten().collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }
}

fn is_symbol(c: char) -> bool {
    !c.is_alphanumeric()
}
