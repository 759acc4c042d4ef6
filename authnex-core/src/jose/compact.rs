use super::{JwsError, JwsHeader, MAX_COMPACT_BYTES, VerifyingKey, base64url};

/// The characters of the longest signature, RSA with 8192 bits, and the bytes that they decode to,
/// rounded up to whole groups.
const MAX_SIGNATURE_TEXT: usize = 1366;
const SIGNATURE_BUFFER: usize = 1026;

/// The parts of a compact JWS (RFC 7515 7.1), nothing decoded yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompactParts<'a> {
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
    signing_input: &'a str,
}

impl<'a> CompactParts<'a> {
    pub(crate) fn split(token: &'a str) -> Result<Self, JwsError> {
        if token.len() > MAX_COMPACT_BYTES {
            return Err(JwsError::TooLarge);
        }
        let (signing_input, signature) = token.rsplit_once('.').ok_or(JwsError::Parts)?;
        let (header, payload) = signing_input.split_once('.').ok_or(JwsError::Parts)?;
        if payload.contains('.') {
            return Err(JwsError::Parts);
        }
        Ok(Self {
            header,
            payload,
            signature,
            signing_input,
        })
    }

    /// The header as it is written.
    pub(crate) const fn encoded_header(&self) -> &'a str {
        self.header
    }

    pub(crate) fn read_header(&self) -> Result<JwsHeader, JwsError> {
        let header = base64url::decode(self.header).map_err(|_| JwsError::HeaderEncoding)?;
        JwsHeader::parse(&header)
    }

    /// Verifies the signature and decodes the payload. That the header's algorithm is the key's
    /// has been checked before.
    pub(crate) fn verify(&self, key: &VerifyingKey) -> Result<Vec<u8>, JwsError> {
        if self.signature.len() > MAX_SIGNATURE_TEXT {
            return Err(JwsError::Signature);
        }
        let mut buffer = [0; SIGNATURE_BUFFER];
        let signature = base64url::decode_to_slice(self.signature, &mut buffer)
            .map_err(|_| JwsError::SignatureEncoding)?;
        key.verify(self.signing_input.as_bytes(), signature)
            .map_err(|_| JwsError::Signature)?;
        base64url::decode(self.payload).map_err(|_| JwsError::PayloadEncoding)
    }
}
