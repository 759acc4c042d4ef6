use ring::digest::{SHA256, digest};
use subtle::ConstantTimeEq;

use super::{Parameters, Refusal};
use crate::jose::base64url;

/// A code challenge by S256 (RFC 7636 4.2): 32 bytes in base64url. `plain` does not exist here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge(String);

impl Challenge {
    /// Takes a challenge in that is the text of a SHA-256 hash.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hash = base64url::decode(text).ok()?;
        (hash.len() == 32).then(|| Self(text.to_owned()))
    }

    /// The challenge of a request, if there is one. A method left out means `plain` (RFC 7636 4.3), which is
    /// refused, as is a method without a challenge.
    pub(super) fn read(parameters: &Parameters) -> Result<Option<Self>, Refusal> {
        let method = parameters.get("code_challenge_method");
        let Some(text) = parameters.get("code_challenge") else {
            return match method {
                None => Ok(None),
                Some(_) => Err(Refusal::request("code_challenge is missing")),
            };
        };
        if method != Some("S256") {
            return Err(Refusal::request("code_challenge_method must be S256"));
        }
        Self::parse(text).map(Some).ok_or(Refusal::request(
            "code_challenge is not a SHA-256 hash in base64url",
        ))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a verifier fits, compared in constant time.
    #[must_use]
    pub fn is_met_by(&self, verifier: &str) -> bool {
        let hash = base64url::encode(digest(&SHA256, verifier.as_bytes()).as_ref());
        is_verifier(verifier) && bool::from(hash.as_bytes().ct_eq(self.0.as_bytes()))
    }
}

/// RFC 7636 4.1: 43 to 128 unreserved characters.
#[must_use]
pub fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || b"-._~".contains(&c))
}
