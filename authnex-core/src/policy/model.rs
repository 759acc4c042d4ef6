use serde::{Deserialize, Serialize};

use super::{MagicLink, Mfa, SignUp};
use crate::{jose::Algorithm, password::HashParams, role::RoleName};

/// Why overrides are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A number lies outside of its range.
    #[error("{name} must be between {least} and {most}")]
    Range {
        /// The policy's name.
        name: &'static str,
        /// The least value allowed.
        least: u32,
        /// The greatest value allowed.
        most: u32,
    },
    /// A domain is not one.
    #[error("allowed_email_domains: '{0}' is not a domain name")]
    Domain(String),
    /// `sign_up` is `domain` and no domain is listed.
    #[error("sign_up 'domain' needs at least one entry in allowed_email_domains")]
    NoDomains,
    /// The cost of hashing lies outside of its range.
    #[error("password_hash: {0}")]
    HashCost(String),
    /// Access tokens are signed by EdDSA, ES256 or RS256.
    #[error("access_token_signing_alg must be EdDSA, ES256 or RS256")]
    Algorithm,
    /// A name in `mfa_required_roles` can be no role's.
    #[error("mfa_required_roles: '{0}' is not a role's name")]
    Role(String),
    /// Roles that must enrol a second factor, and nobody may.
    #[error("mfa_required_roles must be empty when mfa is 'off'")]
    RolesWithoutMfa,
}

macro_rules! policy {
    (
        numbers { $($(#[$ndoc:meta])* $number:ident = $default:literal in $least:literal ..= $most:literal;)* }
        values { $($(#[$vdoc:meta])* $value:ident : $type:ty = $vdefault:expr;)* }
    ) => {
        /// The rules in force for one tenant.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        pub struct Policy {
            $($(#[$ndoc])* #[doc = concat!("\n\n", stringify!($least), " to ", stringify!($most), ", default ", stringify!($default), ".")] pub $number: u32,)*
            $($(#[$vdoc])* pub $value: $type,)*
        }

        /// Where a tenant differs from the platform: absent and default behave alike.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct PolicyOverrides {
            $($(#[$ndoc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $number: Option<u32>,)*
            $($(#[$vdoc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $value: Option<$type>,)*
        }

        impl Default for Policy {
            fn default() -> Self {
                Self { $($number: $default,)* $($value: $vdefault,)* }
            }
        }

        impl Policy {
            /// These rules with a tenant's overrides.
            #[must_use]
            pub fn with(&self, overrides: &PolicyOverrides) -> Self {
                Self {
                    $($number: overrides.$number.unwrap_or(self.$number),)*
                    $($value: overrides.$value.clone().unwrap_or_else(|| self.$value.clone()),)*
                }
            }
        }

        impl PolicyOverrides {
            fn check_numbers(&self) -> Result<(), PolicyError> {
                $(if self.$number.is_some_and(|n| !($least..=$most).contains(&n)) {
                    return Err(PolicyError::Range { name: stringify!($number), least: $least, most: $most });
                })*
                Ok(())
            }
        }
    };
}

policy! {
    numbers {
        /// Life of an access token, in seconds.
        access_token_seconds = 900 in 60..=86_400;
        /// For how many days the audit trail is kept.
        audit_retention_days = 400 in 30..=3_650;
        /// Failures of one account within the window that lock it.
        lockout_failures = 10 in 3..=100;
        /// How long a locked account stays locked, in seconds.
        lockout_seconds = 900 in 30..=86_400;
        /// Failures from one address within the window that lock it out of the tenant.
        lockout_source_failures = 100 in 10..=100_000;
        /// The window in which failures are counted, in seconds.
        lockout_window_seconds = 900 in 60..=86_400;
        /// For how many days after it is first required of a user a second factor may wait; counted from when the
        /// account was made, or from when the rule was set if that was later.
        mfa_grace_days = 0 in 0..=90;
        /// Fewest code points of a password.
        password_min_length = 8 in 8..=128;
        /// Absolute life of a family of refresh tokens, in seconds.
        refresh_absolute_seconds = 7_776_000 in 3_600..=31_536_000;
        /// For how long after a rotation the old refresh token still answers with its successor, in seconds.
        refresh_reuse_grace_seconds = 10 in 0..=60;
        /// Life of a refresh token since the last rotation, in seconds.
        refresh_token_seconds = 2_592_000 in 3_600..=7_776_000;
        /// After how many seconds unseen a session ends; 0 = never by idleness.
        session_idle_seconds = 0 in 0..=7_776_000;
        /// Absolute life of a session, in seconds.
        session_seconds = 1_209_600 in 3_600..=7_776_000;
        /// How old a sign-in may be for a change of factors without being asked again, in seconds.
        step_up_seconds = 600 in 60..=86_400;
        /// Steps of 30 seconds that an authenticator app's code may be early or late.
        totp_skew_steps = 1 in 0..=1;
        /// For how many days a browser that the user trusts is not asked for the second factor; 0 = always asked.
        trusted_device_days = 0 in 0..=90;
    }
    values {
        /// The algorithm that signs access tokens: `EdDSA`, `ES256` or `RS256`.
        access_token_signing_alg: Algorithm = Algorithm::EdDsa;
        /// Domains whose addresses may sign up when `sign_up` is `domain`.
        allowed_email_domains: Vec<String> = Vec::new();
        /// Whether a change of second factors ends the user's other sessions.
        factor_change_ends_sessions: bool = true;
        /// Whether a mailed link or code signs in: `off`, `on`, or `second_factor` for who has one.
        magic_link: MagicLink = MagicLink::On;
        /// Whether a second factor is asked for: `off`, `optional` or `required`.
        mfa: Mfa = Mfa::Optional;
        /// Roles whose holders must enrol a second factor, also where `mfa` is `optional`.
        mfa_required_roles: Vec<String> = Vec::new();
        /// Whether a password change ends the user's other sessions.
        password_change_ends_sessions: bool = true;
        /// The cost of hashing passwords.
        password_hash: HashParams = HashParams::default();
        /// Whether a session opens only for who has shown that the e-mail address is the user's own.
        require_verified_email: bool = false;
        /// Who may make an account.
        sign_up: SignUp = SignUp::Open;
    }
}

impl Policy {
    /// Whether anybody must have a second factor.
    #[must_use]
    pub fn requires_mfa(&self) -> bool {
        self.mfa == Mfa::Required || !self.mfa_required_roles.is_empty()
    }
}

impl PolicyOverrides {
    /// Checks every value against its range, and values against each other.
    ///
    /// # Errors
    /// [`PolicyError`] names the first fault.
    pub fn check(&self, platform: &Policy) -> Result<(), PolicyError> {
        self.check_numbers()?;
        if let Some(params) = &self.password_hash {
            params
                .check()
                .map_err(|e| PolicyError::HashCost(e.to_string()))?;
        }
        if self.access_token_signing_alg == Some(Algorithm::Ps256) {
            return Err(PolicyError::Algorithm);
        }
        for domain in self.allowed_email_domains.iter().flatten() {
            let plain = !domain.is_empty()
                && domain.contains('.')
                && url::Host::parse(domain).is_ok_and(|host| host.to_string() == *domain);
            if !plain {
                return Err(PolicyError::Domain(domain.clone()));
            }
        }
        for name in self.mfa_required_roles.iter().flatten() {
            if RoleName::parse(name).is_err() {
                return Err(PolicyError::Role(name.clone()));
            }
        }
        let resolved = platform.with(self);
        if resolved.mfa == Mfa::Off && !resolved.mfa_required_roles.is_empty() {
            return Err(PolicyError::RolesWithoutMfa);
        }
        if resolved.sign_up == SignUp::Domain && resolved.allowed_email_domains.is_empty() {
            return Err(PolicyError::NoDomains);
        }
        Ok(())
    }
}
