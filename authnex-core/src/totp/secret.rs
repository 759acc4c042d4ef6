use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::{
    foundation::{Entropy, TenantScope, Timestamp, UserId},
    keyring::{Sealed, SealedPlace, UnsealError},
};

/// 160 bits (RFC 4226 4, R6).
const BYTES: usize = 20;

/// The secret that app and engine share.
pub(crate) struct TotpSecret(Zeroizing<[u8; BYTES]>);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret")
    }
}

impl TotpSecret {
    /// A new one.
    pub(crate) fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; BYTES]);
        entropy.fill(&mut *bytes);
        Self(bytes)
    }

    /// Sealed for its user's row.
    pub(crate) fn seal(&self, scope: &TenantScope, user: UserId, entropy: &dyn Entropy) -> Sealed {
        let key = &scope.snapshot().data_key;
        key.seal(&place(scope, user), &*self.0, entropy)
    }

    /// From the sealed form.
    pub(crate) fn open(
        scope: &TenantScope,
        user: UserId,
        sealed: &Sealed,
    ) -> Result<Self, UnsealError> {
        let key = &scope.snapshot().data_key;
        let plain = Zeroizing::new(key.open(&place(scope, user), sealed)?);
        let bytes: [u8; BYTES] = plain
            .as_slice()
            .try_into()
            .map_err(|_| UnsealError::Format)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    fn totp(&self, issuer: &str, account: &str, skew: u16) -> Totp {
        // The label's parts are divided by a colon: neither holds one.
        let plain = |text: &str| text.replace(':', " ");
        Builder::new()
            .with_skew(skew)
            .with_secret(self.0.as_slice())
            .with_issuer(Some(plain(issuer)))
            .with_account_name(plain(account))
            .build_noncompliant()
    }

    /// For typing in, in groups of four.
    pub(crate) fn text(&self) -> String {
        let text = Zeroizing::new(self.totp("", "", 0).secret().to_base32());
        let groups: Vec<&str> = text
            .as_bytes()
            .chunks(4)
            .filter_map(|group| std::str::from_utf8(group).ok())
            .collect();
        groups.join(" ")
    }

    /// For scanning.
    pub(crate) fn uri(&self, issuer: &str, account: &str) -> Option<String> {
        self.totp(issuer, account, 0).to_url().ok()
    }

    /// The step that a code is of, if it is right at `now`, or by so many steps early or late (RFC 6238 5.2: one at
    /// the most).
    pub(crate) fn step_of(&self, code: &str, now: Timestamp, skew: u32) -> Option<i64> {
        let skew = u16::try_from(skew.min(1)).ok()?;
        let seconds = u64::try_from(now.unix_seconds()).ok()?;
        let step = self.totp("", "", skew).check(code, seconds)?;
        i64::try_from(step).ok()
    }
}

fn place(scope: &TenantScope, user: UserId) -> SealedPlace {
    SealedPlace {
        tenant: Some(scope.id()),
        table: "authnex_totp",
        column: "secret",
        row: user.as_uuid(),
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::TotpSecret;
    use crate::foundation::Timestamp;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    /// RFC 6238 appendix B, the last six digits of its codes for SHA-1.
    #[test]
    fn it_says_what_the_rfc_says() {
        let secret = TotpSecret(Zeroizing::new(*b"12345678901234567890"));
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step_at = |offset: i64, skew| secret.step_of(code, at(seconds + offset), skew);
            let step = Some(seconds / 30);
            assert_eq!(step_at(0, 0), step);
            for near in [-30, 30] {
                assert_eq!((step_at(near, 1), step_at(near, 0)), (step, None));
            }
            assert_eq!(step_at(60, 1), None);
        }
        for wrong in ["", "28708", "2870822", "abcdef"] {
            assert_eq!(secret.step_of(wrong, at(59), 1), None, "{wrong}");
        }
    }

    #[test]
    fn text_and_uri_are_for_apps() {
        let secret = TotpSecret(Zeroizing::new(*b"12345678901234567890"));
        assert_eq!(secret.text(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let uri = secret.uri("Acme: Inc.", "anna@acme.example").unwrap();
        assert!(uri.starts_with("otpauth://totp/Acme"), "{uri}");
        assert!(
            uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
            "{uri}"
        );
        assert!(uri.contains("anna%40acme.example"), "{uri}");
    }
}
