use ring::hmac;
use zeroize::Zeroize;

use super::{
    Sealed, SealedPlace, UnsealError,
    seal::{SealKey, derive_bytes},
};
use crate::foundation::{CodeHash, Entropy};

/// The key under which everything of one tenant is sealed, and the HMAC keys derived from it.
///
/// Codes and throttle keys hang on the tenant's key, not on the ring: rotating the ring leaves them valid, and
/// destroying the data key shreds them with the rest.
pub struct DataKey {
    secret: [u8; 32],
    seal: SealKey,
    codes: hmac::Key,
}

impl DataKey {
    /// Makes a fresh key.
    pub(crate) fn generate(entropy: &dyn Entropy) -> Option<Self> {
        let mut secret = [0; 32];
        entropy.fill(&mut secret);
        Self::from_secret(secret)
    }

    pub(crate) fn from_secret(secret: [u8; 32]) -> Option<Self> {
        Some(Self {
            seal: SealKey::derive(&secret, "seal")?,
            codes: hmac::Key::new(hmac::HMAC_SHA256, &derive_bytes(&secret, "codes")?),
            secret,
        })
    }

    pub(crate) const fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// An HMAC-SHA-256 key for one purpose, such as form tokens.
    #[must_use]
    pub fn mac_key(&self, label: &str) -> Option<hmac::Key> {
        derive_bytes(&self.secret, label).map(|bytes| hmac::Key::new(hmac::HMAC_SHA256, &bytes))
    }

    pub(crate) fn code_hash(&self, purpose: &str, code: &str) -> CodeHash {
        CodeHash::of(&self.codes, &format!("{purpose}\n{code}"))
    }

    pub(crate) fn seal(&self, place: &SealedPlace, plain: &[u8], entropy: &dyn Entropy) -> Sealed {
        self.seal.seal(place, plain, entropy)
    }

    pub(crate) fn open(
        &self,
        place: &SealedPlace,
        sealed: &Sealed,
    ) -> Result<Vec<u8>, UnsealError> {
        self.seal.open(place, sealed)
    }
}

impl Drop for DataKey {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey")
    }
}
