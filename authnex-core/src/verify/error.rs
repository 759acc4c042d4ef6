use crate::jose::JwsError;

/// Why a token was refused: one variant per cause, in the order in which they are looked for. To
/// the client all of them are `invalid_token` (RFC 6750 3.1).
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// Longer than 16 KiB.
    #[error("the token is larger than 16 KiB")]
    TooLarge,
    /// Not a compact JWS over JSON claims.
    #[error("the token is malformed: {what}")]
    Malformed {
        /// The part that is malformed.
        what: &'static str,
    },
    /// A name stands twice in the header or in the claims.
    #[error("a name stands twice in the token's header or claims")]
    DuplicateMember,
    /// The header has `crit` or `b64`, and no extension is supported.
    #[error("the token's header demands an extension that is not supported")]
    CriticalHeader,
    /// `typ` is not `at+jwt`: an ID token or another kind of JWT.
    #[error("the token is not an access token: its `typ` is not at+jwt (RFC 9068 section 4)")]
    WrongType,
    /// `alg` is not among the algorithms that this verifier allows.
    #[error("the token's algorithm is not among those allowed")]
    AlgorithmNotAllowed,
    /// The header names no key.
    #[error("the token's header has no `kid`")]
    MissingKeyId,
    /// The key is not in the set; fetch the issuer's set again, at most once per interval.
    #[error("no key {kid:?} is known; the issuer's key set may have to be fetched again")]
    UnknownKey {
        /// The name that the token asks for, at most 256 bytes, chosen by whoever sent it.
        kid: String,
    },
    /// `alg` is allowed, but is not the algorithm of the key that the token names.
    #[error("the token's algorithm is not the one of its key")]
    AlgorithmMismatch,
    /// The signature does not verify.
    #[error("the token's signature does not verify")]
    Signature,
    /// A claim that RFC 9068 2.2 requires is absent.
    #[error("the claim `{0}` is missing")]
    MissingClaim(&'static str),
    /// A claim has another JSON type than its definition says.
    #[error("the claim `{0}` has the wrong type")]
    ClaimType(&'static str),
    /// `iss` is another issuer.
    #[error("the token was issued by another issuer")]
    Issuer,
    /// `aud` names none of this verifier's audiences.
    #[error("the token is meant for another audience")]
    Audience,
    /// `exp` has passed.
    #[error("the token has expired")]
    Expired,
    /// `nbf` has not come.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// `iat` lies in the future: the clocks differ by more than the leeway.
    #[error("the token was issued in the future; compare this server's clock with the issuer's")]
    IssuedInFuture,
}

impl VerifyError {
    /// A stable name of the cause, for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Malformed { .. } => "malformed",
            Self::DuplicateMember => "duplicate_member",
            Self::CriticalHeader => "critical_header",
            Self::WrongType => "wrong_type",
            Self::AlgorithmNotAllowed => "algorithm_not_allowed",
            Self::MissingKeyId => "missing_key_id",
            Self::UnknownKey { .. } => "unknown_key",
            Self::AlgorithmMismatch => "algorithm_mismatch",
            Self::Signature => "signature",
            Self::MissingClaim(_) => "missing_claim",
            Self::ClaimType(_) => "claim_type",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::IssuedInFuture => "issued_in_future",
        }
    }
}

impl From<JwsError> for VerifyError {
    fn from(error: JwsError) -> Self {
        let malformed = |what| Self::Malformed { what };
        match error {
            JwsError::AlgorithmMismatch => Self::AlgorithmMismatch,
            JwsError::AlgorithmNotSupported => Self::AlgorithmNotAllowed,
            JwsError::CriticalHeader | JwsError::UnencodedPayload => Self::CriticalHeader,
            JwsError::DuplicateMember => Self::DuplicateMember,
            JwsError::Header => malformed("header"),
            JwsError::HeaderEncoding => malformed("header encoding"),
            JwsError::Parts => malformed("not three parts"),
            JwsError::PayloadEncoding => malformed("payload encoding"),
            JwsError::Signature => Self::Signature,
            JwsError::SignatureEncoding => malformed("signature encoding"),
            JwsError::TooLarge => Self::TooLarge,
        }
    }
}
