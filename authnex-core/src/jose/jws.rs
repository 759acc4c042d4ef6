use super::{JwsHeader, VerifyingKey, compact::CompactParts};

/// The longest compact JWS that is read, in bytes.
pub const MAX_COMPACT_BYTES: usize = 16 * 1024;

/// A JWS in the compact form ([RFC 7515] 7.1), taken apart but not yet trusted.
///
/// [RFC 7515]: https://www.rfc-editor.org/rfc/rfc7515
#[derive(Clone, Debug)]
pub struct CompactJws<'a> {
    header: JwsHeader,
    parts: CompactParts<'a>,
}

impl<'a> CompactJws<'a> {
    /// Splits the token and reads its header.
    ///
    /// # Errors
    /// One variant of [`JwsError`] per cause.
    pub fn parse(token: &'a str) -> Result<Self, JwsError> {
        let parts = CompactParts::split(token)?;
        Ok(Self {
            header: parts.read_header()?,
            parts,
        })
    }

    /// The header, not yet trusted: good for choosing a key and for refusing.
    #[must_use]
    pub const fn header(&self) -> &JwsHeader {
        &self.header
    }

    /// Verifies the signature with `key` and returns the payload.
    ///
    /// # Errors
    /// [`JwsError::AlgorithmMismatch`] when the header names another algorithm than the key's,
    /// [`JwsError::PayloadEncoding`], [`JwsError::SignatureEncoding`], [`JwsError::Signature`].
    pub fn verify(&self, key: &VerifyingKey) -> Result<Vec<u8>, JwsError> {
        if self.header.algorithm != key.algorithm() {
            return Err(JwsError::AlgorithmMismatch);
        }
        self.parts.verify(key)
    }
}

/// Why a compact JWS was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum JwsError {
    /// The header's `alg` is not the one of the key.
    #[error("the token's `alg` is not the algorithm of its key")]
    AlgorithmMismatch,
    /// The header's `alg` is none of ours, `none` and the HMACs among them.
    #[error("the token's `alg` is not one of EdDSA, ES256, PS256, RS256")]
    AlgorithmNotSupported,
    /// The header has `crit`: no extension is understood here (RFC 7515 4.1.11).
    #[error("the token's header has `crit`, and no extension is supported")]
    CriticalHeader,
    /// A name stands twice in the header.
    #[error("a name stands twice in the token's header")]
    DuplicateMember,
    /// The header is no JSON object, has no `alg`, or a member of the wrong type or size.
    #[error("the token's header is not a JOSE header")]
    Header,
    /// The header is not strict base64url.
    #[error("the token's header is not base64url")]
    HeaderEncoding,
    /// Not three parts.
    #[error("the token does not have three parts")]
    Parts,
    /// The payload is not strict base64url.
    #[error("the token's payload is not base64url")]
    PayloadEncoding,
    /// The signature does not verify.
    #[error("the token's signature does not verify")]
    Signature,
    /// The signature is not strict base64url.
    #[error("the token's signature is not base64url")]
    SignatureEncoding,
    /// Longer than [`MAX_COMPACT_BYTES`].
    #[error("the token is larger than 16 KiB")]
    TooLarge,
    /// The header has `b64` (RFC 7797).
    #[error("the token's header has `b64`, which is not supported")]
    UnencodedPayload,
}
