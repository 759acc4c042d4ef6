use authnex_core::Secret;

/// The token of the operator's API is too short to be kept from guessing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "give at least {} visible ASCII characters, such as 'openssl rand -base64 32' makes",
    OperatorToken::MIN_LENGTH
)]
pub struct OperatorTokenError;

/// The Bearer token of the operator's API.
#[derive(Clone, Debug)]
pub struct OperatorToken(Secret);

impl OperatorToken {
    /// The shortest that is taken, in characters.
    pub const MIN_LENGTH: usize = 32;

    /// Takes a token in.
    ///
    /// # Errors
    /// [`OperatorTokenError`] if it is too short, or could not be sent in a header.
    pub fn parse(token: Secret) -> Result<Self, OperatorTokenError> {
        let text = token.expose();
        let fits = text.len() >= Self::MIN_LENGTH && text.bytes().all(|c| c.is_ascii_graphic());
        fits.then_some(Self(token)).ok_or(OperatorTokenError)
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }
}
