//! Base64url without padding, read strictly: no padding, no blanks, no other character, no bits
//! left over in the last one ([RFC 7515] 2, [RFC 4648] 3.5). One value has one text, so a token
//! cannot be rewritten into another spelling of itself.
//!
//! [RFC 4648]: https://www.rfc-editor.org/rfc/rfc4648
//! [RFC 7515]: https://www.rfc-editor.org/rfc/rfc7515

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// Encodes without padding.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Appends the encoding of `bytes` to `text`.
pub fn encode_into(bytes: &[u8], text: &mut String) {
    URL_SAFE_NO_PAD.encode_string(bytes, text);
}

/// Decodes the strict form.
///
/// # Errors
/// [`NotBase64Url`] when `text` is not the one encoding of some bytes.
pub fn decode(text: &str) -> Result<Vec<u8>, NotBase64Url> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| NotBase64Url)
}

/// Decodes the strict form into `buffer` and returns the part written. `buffer` must hold three
/// bytes for each four characters begun.
///
/// # Errors
/// [`NotBase64Url`] when `text` is not the one encoding of some bytes, or does not fit.
pub fn decode_to_slice<'a>(text: &str, buffer: &'a mut [u8]) -> Result<&'a [u8], NotBase64Url> {
    let length = URL_SAFE_NO_PAD
        .decode_slice(text, buffer)
        .map_err(|_| NotBase64Url)?;
    buffer.get(..length).ok_or(NotBase64Url)
}

/// The text is not strict base64url.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not base64url without padding (RFC 7515 section 2)")]
pub struct NotBase64Url;
