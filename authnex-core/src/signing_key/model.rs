use crate::{
    foundation::{SigningKeyId, Timestamp},
    jose::Algorithm,
    keyring::Sealed,
};

/// What a signing key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyState {
    /// Signs, and is published.
    Active,
    /// Is published, to sign after the next rotation.
    Next,
    /// Signs no more; is published until the moment given.
    Retiring {
        /// When the last token it signed has expired.
        until: Timestamp,
    },
}

impl KeyState {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Next => "next",
            Self::Retiring { .. } => "retiring",
        }
    }
}

/// A signing key as stored.
#[derive(Clone, Debug)]
pub struct SigningKeyRow {
    /// Its id; the text form is the `kid`.
    pub id: SigningKeyId,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// What it is used for.
    pub state: KeyState,
    /// The PKCS#8 document, sealed under the tenant's data key.
    pub private_key: Sealed,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A signing key about to be stored.
#[derive(Clone, Debug)]
pub struct NewSigningKey {
    /// The key.
    pub row: SigningKeyRow,
}

/// An RSA key made ahead, sealed under the ring.
#[derive(Clone, Debug)]
pub struct SpareKey {
    /// Its id, also when it has been claimed.
    pub id: SigningKeyId,
    /// The PKCS#8 document, sealed under the ring.
    pub private_key: Sealed,
    /// When it was made.
    pub created_at: Timestamp,
}
