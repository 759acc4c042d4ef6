use serde::{Deserialize, Serialize};

/// A way to give the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactorMethod {
    /// A code of an authenticator app (RFC 6238).
    Totp,
    /// A passkey.
    Passkey,
    /// One of the codes that were kept for the day when the others are lost.
    RecoveryCode,
}

impl SecondFactorMethod {
    /// The name that clients see.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::RecoveryCode => "recovery_code",
        }
    }
}

/// What a user could give as a second factor now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EnrolledFactors {
    /// Whether an authenticator app is enrolled: confirmed by a code.
    pub totp: bool,
    /// Passkeys of the user.
    pub passkeys: u32,
    /// Recovery codes that are left.
    pub recovery_codes: u32,
}

impl EnrolledFactors {
    /// Whether there is a factor: recovery codes alone are none, they stand in for a lost one.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.totp || self.passkeys > 0
    }

    /// The ways to give a second factor, the usual one first.
    #[must_use]
    pub fn methods(&self) -> Vec<SecondFactorMethod> {
        let all = [
            (self.totp, SecondFactorMethod::Totp),
            (self.passkeys > 0, SecondFactorMethod::Passkey),
            (
                self.any() && self.recovery_codes > 0,
                SecondFactorMethod::RecoveryCode,
            ),
        ];
        all.into_iter()
            .filter_map(|(there, method)| there.then_some(method))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{EnrolledFactors, SecondFactorMethod};

    #[test]
    fn recovery_codes_alone_are_no_factor() {
        let codes = EnrolledFactors {
            recovery_codes: 10,
            ..EnrolledFactors::default()
        };
        assert!(!codes.any() && codes.methods().is_empty());
        let both = EnrolledFactors {
            totp: true,
            ..codes
        };
        assert_eq!(
            both.methods(),
            [SecondFactorMethod::Totp, SecondFactorMethod::RecoveryCode]
        );
    }
}
