use super::strict_json::StrictJsonError;

/// Why a JWK or a set of them was refused. In a set, the causes that only say "not for us"
/// ([`JwkError::is_unsupported`]) skip the one key; every other one refuses the whole set.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum JwkError {
    /// `alg` names an algorithm that this kind of key cannot make.
    #[error("the key's `alg` does not fit its `kty` and `crv`")]
    AlgorithmMismatch,
    /// A key value is not strict base64url.
    #[error("the member `{0}` is not base64url without padding")]
    Base64(&'static str),
    /// Two keys of the set have the same `kid`.
    #[error("the key set holds two keys with kid {0:?}; give each key its own")]
    DuplicateKid(String),
    /// A number begins with zero bytes (RFC 7518 2, `Base64urlUInt`).
    #[error("the number in `{0}` has leading zero bytes")]
    LeadingZero(&'static str),
    /// The text is no JSON object with unique names.
    #[error("the key text is unusable: {0}")]
    Json(#[from] StrictJsonError),
    /// The member has another JSON type than its definition says.
    #[error("the member `{0}` has the wrong JSON type")]
    MemberType(&'static str),
    /// A member that the key type requires is absent.
    #[error("the member `{0}` is missing")]
    MissingMember(&'static str),
    /// The set holds both public and shared keys, which opens the door to using one as the other.
    #[error("the key set mixes symmetric and asymmetric keys")]
    MixedKeySet,
    /// `use` or `key_ops` says that the key does not verify signatures.
    #[error("the key's `use` or `key_ops` does not allow verifying signatures")]
    NotForSignatures,
    /// A coordinate or key has the wrong number of bytes (RFC 7518 6.2.1.2, RFC 8037 2).
    #[error("the member `{0}` has the wrong length for its curve")]
    PointLength(&'static str),
    /// `x` and `y` are no point of the curve.
    #[error("`x` and `y` are not a point of the curve")]
    PointNotOnCurve,
    /// An Ed25519 point under which anybody can sign.
    #[error("the Ed25519 key is a point of small order")]
    PointOfSmallOrder,
    /// The key text holds a private value. It is no secret any more: replace the key.
    #[error(
        "the key holds the private member `{0}`; publish public keys only and replace this key"
    )]
    PrivateMember(&'static str),
    /// The modulus has the form that CVE-2017-15361 (ROCA) makes factorable.
    #[error("the RSA modulus was made by a generator with the ROCA weakness; replace the key")]
    RocaModulus,
    /// The exponent is even, below 3, or above 2^33 - 1.
    #[error("the RSA exponent must be odd, at least 3 and below 2^33")]
    RsaExponent,
    /// The modulus is shorter than 2048 or longer than 8192 bits.
    #[error("the RSA modulus has {bits} bits; 2048 to 8192 are accepted")]
    RsaModulusBits {
        /// The length found, in bits.
        bits: usize,
    },
    /// The modulus is even.
    #[error("the RSA modulus is even")]
    RsaModulusEven,
    /// A shared secret (`kty` `oct`) where public keys belong.
    #[error("symmetric keys are not accepted; use EdDSA, ES256, RS256 or PS256")]
    SymmetricKey,
    /// The set is longer than [`MAX_SET_BYTES`](super::MAX_SET_BYTES).
    #[error("the key set is larger than 256 KiB")]
    TooLarge,
    /// `alg` is none of ours.
    #[error("the key's `alg` {0:?} is not supported")]
    UnsupportedAlgorithm(String),
    /// `crv` is none of ours.
    #[error("the key's `crv` {0:?} is not supported")]
    UnsupportedCurve(String),
    /// `kty` is none of ours.
    #[error("the key's `kty` {0:?} is not supported")]
    UnsupportedKeyType(String),
}

impl JwkError {
    /// Whether the key is merely of a kind or purpose that is not ours: RFC 7517 5 says that such
    /// keys of a set are to be ignored.
    #[must_use]
    pub const fn is_unsupported(&self) -> bool {
        matches!(
            self,
            Self::NotForSignatures
                | Self::UnsupportedAlgorithm(_)
                | Self::UnsupportedCurve(_)
                | Self::UnsupportedKeyType(_)
        )
    }
}
