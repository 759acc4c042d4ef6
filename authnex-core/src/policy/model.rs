use serde::{Deserialize, Serialize};

use super::{
    ClaimMapping, FieldKind, FieldValue, MagicLink, Mfa, Network, PolicyError, PolicyField,
    SignInMethod, SignUp,
};
use crate::{jose::Algorithm, password::HashParams};

macro_rules! policy {
    (
        numbers { $($(#[doc = $ndoc:literal])* $number:ident = $default:literal in $least:literal ..= $most:literal;)* }
        values { $($(#[doc = $vdoc:literal])* $value:ident : $type:ty = $vdefault:expr;)* }
    ) => {
        /// The rules in force for one tenant.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        pub struct Policy {
            $($(#[doc = $ndoc])* #[doc = concat!("\n\n", stringify!($least), " to ", stringify!($most), ", default ", stringify!($default), ".")] pub $number: u32,)*
            $($(#[doc = $vdoc])* pub $value: $type,)*
        }

        /// Where a tenant differs from the platform: absent and default behave alike.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct PolicyOverrides {
            $($(#[doc = $ndoc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $number: Option<u32>,)*
            $($(#[doc = $vdoc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $value: Option<$type>,)*
        }

        impl Default for Policy {
            fn default() -> Self {
                Self { $($number: $default,)* $($value: $vdefault,)* }
            }
        }

        impl Policy {
            /// These rules with a tenant's overrides, before `strict`.
            pub(super) fn merged(&self, overrides: &PolicyOverrides) -> Self {
                Self {
                    $($number: overrides.$number.unwrap_or(self.$number),)*
                    $($value: overrides.$value.clone().unwrap_or_else(|| self.$value.clone()),)*
                }
            }
        }

        /// Every name of the policy: numbers by name, then the rest by name.
        pub const FIELDS: &[PolicyField] = &[
            $(PolicyField {
                name: stringify!($number),
                kind: FieldKind::Number { least: $least, most: $most },
                about: concat!($($ndoc),*),
            },)*
            $(PolicyField {
                name: stringify!($value),
                kind: <$type as FieldValue>::KIND,
                about: concat!($($vdoc),*),
            },)*
        ];

        impl PolicyOverrides {
            pub(super) fn check_numbers(&self) -> Result<(), PolicyError> {
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
        /// The longest lock, in seconds: each further lock holds twice as long as the one before, up to this.
        lockout_max_seconds = 3_600 in 30..=604_800;
        /// How long the first lock of an account holds, in seconds.
        lockout_seconds = 900 in 30..=86_400;
        /// Failures from one address within the window that lock it out of the tenant.
        lockout_source_failures = 100 in 10..=100_000;
        /// The window in which failures are counted, in seconds.
        lockout_window_seconds = 900 in 60..=86_400;
        /// For how many days after it is first required of a user a second factor may wait; counted from when the
        /// account was made, or from when the rule was set if that was later.
        mfa_grace_days = 0 in 0..=90;
        /// How many former passwords, the present one among them, may not be taken again; 0 = none is remembered.
        password_history = 0 in 0..=24;
        /// After how many days a password must be changed at the next sign-in; 0 = never.
        password_max_age_days = 0 in 0..=730;
        /// Fewest code points of a password.
        password_min_length = 8 in 8..=128;
        /// The least strength of a new password as zxcvbn estimates it; 0 = any.
        password_min_score = 0 in 0..=4;
        /// Requests a minute for mails, from one address.
        rate_mail_address = 300 in 10..=1_000_000;
        /// Requests a minute for mails, at the organization.
        rate_mail_tenant = 6_000 in 10..=1_000_000;
        /// Requests a minute to the JSON API, by one user or client.
        rate_management_account = 6_000 in 10..=1_000_000;
        /// Requests a minute to the JSON API, from one address.
        rate_management_address = 12_000 in 10..=1_000_000;
        /// Requests a minute to the JSON API, at the organization.
        rate_management_tenant = 120_000 in 10..=1_000_000;
        /// Requests a minute for pages, from one address.
        rate_pages_address = 6_000 in 10..=1_000_000;
        /// Requests a minute with a password or a code, from one address.
        rate_sign_in_address = 600 in 10..=1_000_000;
        /// Requests a minute with a password or a code, at the organization.
        rate_sign_in_tenant = 30_000 in 10..=1_000_000;
        /// Requests a minute for tokens, from one address.
        rate_token_address = 6_000 in 10..=1_000_000;
        /// Requests a minute for tokens, at the organization.
        rate_token_tenant = 120_000 in 10..=1_000_000;
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
        /// How many sessions a user may have at once; the oldest ends when one more opens. 0 = any number.
        sessions_per_user = 0 in 0..=100;
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
        /// Origins whose pages may read what the endpoints for tokens and userinfo answer, beside those of a client's own
        /// redirect URIs.
        allowed_origins: Vec<String> = Vec::new();
        /// Domains whose addresses may sign up when `sign_up` is `domain`.
        allowed_email_domains: Vec<String> = Vec::new();
        /// By what a sign-in may begin: `password`, `passkey`, `magic_link`.
        allowed_methods: Vec<SignInMethod> = SignInMethod::ALL.to_vec();
        /// Whether a change of second factors ends the user's other sessions.
        factor_change_ends_sessions: bool = true;
        /// Networks from which people may sign in and use pages and API; empty = every address. API keys are not bound.
        ip_allowlist: Vec<Network> = Vec::new();
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
        /// Whether a new password needs a digit.
        password_require_digit: bool = false;
        /// Whether a new password needs a lower-case letter.
        password_require_lower: bool = false;
        /// Whether a new password needs a character that is neither letter nor digit.
        password_require_symbol: bool = false;
        /// Whether a new password needs an upper-case letter.
        password_require_upper: bool = false;
        /// Whether a session opens only for who has shown that the e-mail address is the user's own.
        require_verified_email: bool = false;
        /// Who may make an account.
        sign_up: SignUp = SignUp::Open;
        /// Whether every value is at least as tight as ASVS level 3 asks.
        strict: bool = false;
        /// Claims of this organization's own, by name, and the attribute of the user that each one shows: in tokens and at
        /// userinfo, with the scope `profile`.
        user_claims: ClaimMapping = ClaimMapping::default();
    }
}

impl Policy {
    /// These rules with a tenant's overrides, and what `strict` makes of them.
    #[must_use]
    pub fn with(&self, overrides: &PolicyOverrides) -> Self {
        self.merged(overrides).consistent().tightened()
    }

    /// A method that is not allowed is off, whatever else is said of it.
    pub(super) fn consistent(mut self) -> Self {
        if !self.allowed_methods.contains(&SignInMethod::MagicLink) {
            self.magic_link = MagicLink::Off;
        }
        self
    }

    /// Whether a sign-in may begin by this method.
    #[must_use]
    pub fn allows(&self, method: SignInMethod) -> bool {
        let is_off = method == SignInMethod::MagicLink && self.magic_link == MagicLink::Off;
        self.allowed_methods.contains(&method) && !is_off
    }

    /// Whether anybody must have a second factor.
    #[must_use]
    pub fn requires_mfa(&self) -> bool {
        self.mfa == Mfa::Required || !self.mfa_required_roles.is_empty()
    }
}
