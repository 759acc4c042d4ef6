/// A page of settings.
#[derive(Debug)]
pub(super) struct Section {
    /// Its name in the address.
    pub(super) name: &'static str,
    /// The id of what it is called; with `-lead` behind it, of what it is for.
    pub(super) text: &'static str,
    /// Its icon.
    pub(super) icon: &'static str,
    pub(super) groups: &'static [Group],
}

/// Rules that belong together.
#[derive(Debug)]
pub(super) struct Group {
    /// The id of what it is called; with `-lead` behind it, of what it is for.
    pub(super) text: &'static str,
    /// The rules, by their names.
    pub(super) rules: &'static [&'static str],
}

/// All pages, in the order in which they are listed.
pub(super) static SECTIONS: &[Section] = &[
    Section {
        name: "security",
        text: "settings-security",
        icon: "shield",
        groups: &[
            Group {
                text: "settings-sign-up",
                rules: &["sign_up", "allowed_email_domains", "require_verified_email"],
            },
            Group {
                text: "settings-mfa",
                rules: &[
                    "mfa",
                    "mfa_required_roles",
                    "mfa_grace_days",
                    "trusted_device_days",
                    "totp_skew_steps",
                    "step_up_seconds",
                    "factor_change_ends_sessions",
                ],
            },
            Group {
                text: "settings-strict",
                rules: &["strict"],
            },
        ],
    },
    Section {
        name: "password-policy",
        text: "settings-password-policy",
        icon: "lock",
        groups: &[
            Group {
                text: "settings-strength",
                rules: &["password_min_length", "password_min_score"],
            },
            Group {
                text: "settings-classes",
                rules: &[
                    "password_require_upper",
                    "password_require_lower",
                    "password_require_digit",
                    "password_require_symbol",
                ],
            },
            Group {
                text: "settings-reuse",
                rules: &[
                    "password_history",
                    "password_max_age_days",
                    "password_change_ends_sessions",
                ],
            },
        ],
    },
    Section {
        name: "sessions",
        text: "settings-sessions",
        icon: "clock",
        groups: &[
            Group {
                text: "settings-session-lives",
                rules: &[
                    "session_seconds",
                    "session_idle_seconds",
                    "sessions_per_user",
                ],
            },
            Group {
                text: "settings-token-lives",
                rules: &[
                    "access_token_seconds",
                    "refresh_token_seconds",
                    "refresh_absolute_seconds",
                    "refresh_reuse_grace_seconds",
                    "access_token_signing_alg",
                ],
            },
        ],
    },
    Section {
        name: "advanced",
        text: "settings-advanced",
        icon: "gear",
        groups: &[
            Group {
                text: "settings-methods",
                rules: &["allowed_methods", "magic_link"],
            },
            Group {
                text: "settings-lockout",
                rules: &[
                    "lockout_failures",
                    "lockout_window_seconds",
                    "lockout_seconds",
                    "lockout_max_seconds",
                    "lockout_source_failures",
                ],
            },
            Group {
                text: "settings-networks",
                rules: &["ip_allowlist"],
            },
            Group {
                text: "settings-rates",
                rules: &[
                    "rate_sign_in_address",
                    "rate_sign_in_tenant",
                    "rate_mail_address",
                    "rate_mail_tenant",
                    "rate_token_address",
                    "rate_token_tenant",
                    "rate_management_account",
                    "rate_management_address",
                    "rate_management_tenant",
                    "rate_pages_address",
                ],
            },
            Group {
                text: "settings-audit",
                rules: &["audit_retention_days"],
            },
        ],
    },
];

impl Section {
    /// The page of this name in an address.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        SECTIONS.iter().find(|section| section.name == name)
    }

    /// Its path below the base URL.
    pub(super) fn path(&self) -> String {
        format!("/portal/settings/{}", self.name)
    }

    /// The names of its rules.
    pub(super) fn rules(&self) -> impl Iterator<Item = &'static str> {
        self.groups.iter().flat_map(|group| group.rules).copied()
    }
}

#[cfg(test)]
mod tests {
    use authnex_core::policy::FIELDS;

    use super::{SECTIONS, Section};

    /// What a person cannot weigh: the cost of hashing is the operator's matter. What is about clients stands with them.
    const NOT_SHOWN: [&str; 3] = ["allowed_origins", "password_hash", "user_claims"];

    #[test]
    fn every_rule_stands_on_one_page() {
        let mut shown: Vec<&str> = SECTIONS.iter().flat_map(Section::rules).collect();
        shown.extend(NOT_SHOWN);
        shown.sort_unstable();
        let mut known: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
        known.sort_unstable();
        assert_eq!(shown, known);
    }
}
