use super::{MagicLink, Mfa, Policy};

/// What `strict` makes of a policy, and nothing looser: the values of the ASVS level 3 rows, and of an authenticator
/// assurance level 3 session (NIST SP 800-63B-4 2.3.3). A tenant's own value stays where it asks for more.
impl Policy {
    /// Fewest code points of a password (ASVS 6.2.1).
    const PASSWORD_LENGTH: u32 = 15;
    /// Longest life of an access token, in seconds: changed rights take effect at once (ASVS 8.3.2).
    const ACCESS_SECONDS: u32 = 300;
    /// Longest life of a session, and of what refreshes it, in seconds.
    const SESSION_SECONDS: u32 = 43_200;
    /// Longest idle time of a session, in seconds.
    const IDLE_SECONDS: u32 = 900;

    pub(super) fn tightened(mut self) -> Self {
        if !self.strict {
            return self;
        }
        self.password_min_length = self.password_min_length.max(Self::PASSWORD_LENGTH);
        self.access_token_seconds = self.access_token_seconds.min(Self::ACCESS_SECONDS);
        for life in [
            &mut self.session_seconds,
            &mut self.refresh_token_seconds,
            &mut self.refresh_absolute_seconds,
        ] {
            *life = (*life).min(Self::SESSION_SECONDS);
        }
        self.session_idle_seconds = match self.session_idle_seconds {
            0 => Self::IDLE_SECONDS,
            idle => idle.min(Self::IDLE_SECONDS),
        };
        // E-mail is no factor (ASVS 6.3.6), everybody has two, and no browser is let off one.
        self.magic_link = MagicLink::Off;
        self.mfa = Mfa::Required;
        self.trusted_device_days = 0;
        self.totp_skew_steps = 0;
        self.password_change_ends_sessions = true;
        self.factor_change_ends_sessions = true;
        self
    }
}
