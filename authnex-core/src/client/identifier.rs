use crate::foundation::{ClientId, is_id_shaped};

/// Why a text is no `client_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClientIdentifierError {
    /// Empty, too long, or with a character that does not travel well.
    #[error("a client_id has 1 to 255 visible ASCII characters without blanks")]
    Shape,
    /// It could be mistaken for an id that AuthNex made.
    #[error("a client_id must not look like an id of AuthNex: take another name")]
    LooksLikeAnId,
}

/// A `client_id`: a text, unique in its tenant, given by a person or made by AuthNex.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct ClientIdentifier(String);

impl ClientIdentifier {
    /// The longest, in characters.
    pub const MAX_LENGTH: usize = 255;

    /// Takes a text in that names a client, made by whomever (RFC 6749 A.1, without the blank).
    ///
    /// # Errors
    /// [`ClientIdentifierError::Shape`].
    pub fn parse(text: &str) -> Result<Self, ClientIdentifierError> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len())
            && text.bytes().all(|c| c.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
            .ok_or(ClientIdentifierError::Shape)
    }

    /// Takes a name in for a client about to be made. One that looks like an id does only if it is the id that
    /// the client itself will have, as when an export is applied elsewhere.
    ///
    /// # Errors
    /// [`ClientIdentifierError`] says what is wrong.
    pub fn given(text: &str, own: ClientId) -> Result<Self, ClientIdentifierError> {
        if is_id_shaped(text) && text != own.to_string() {
            return Err(ClientIdentifierError::LooksLikeAnId);
        }
        Self::parse(text)
    }

    /// The `client_id` of a client to which nobody gave one: its id.
    #[must_use]
    pub fn made(own: ClientId) -> Self {
        Self(own.to_string())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ClientIdentifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
