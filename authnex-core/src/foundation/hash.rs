use ring::{
    digest::{SHA256, digest},
    hmac,
};
use subtle::ConstantTimeEq;

/// SHA-256 of a token with at least 128 bits of chance: what SQL sees of it.
///
/// A plain hash is enough for such a token: there is nothing to guess. What a person types
/// (codes, secrets of choice) goes through [`CodeHash`] instead.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// Hashes a token's text.
    #[must_use]
    pub fn of(token: &str) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        Self(bytes)
    }

    /// From the stored form.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The stored form.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash")
    }
}

/// HMAC-SHA-256 under a subkey of the tenant's data key: for what is short enough to be guessed once its
/// hash is known, such as mailed codes, and for names that must not be readable at rest.
#[derive(Clone, Copy)]
pub struct CodeHash([u8; 32]);

impl CodeHash {
    pub(crate) fn of(key: &hmac::Key, code: &str) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(hmac::sign(key, code.as_bytes()).as_ref());
        Self(bytes)
    }

    /// From the stored form.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The stored form.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Compares in constant time.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl std::fmt::Debug for CodeHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeHash")
    }
}
