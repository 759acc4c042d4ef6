use super::{
    HashKind, HashParams,
    argon::{Arena, ArgonHash},
    imported::Imported,
};

/// Why a hash is not taken over. The text never holds the hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A cost or a length outside of its bounds: verifying would be a denial of service, or worth nothing.
    #[error("the hash's {0} is outside of the bounds")]
    Bound(&'static str),
    /// Not base64.
    #[error("the hash has a part that is not base64")]
    Encoding,
    /// A known kind, but not its form.
    #[error("the hash does not have the form of its kind")]
    Format,
    /// A parameter is missing.
    #[error("the hash lacks the parameter '{0}'")]
    Missing(&'static str),
    /// No kind that can be verified.
    #[error("not a hash of a known kind (Argon2, bcrypt, scrypt, PBKDF2, Firebase scrypt)")]
    Unknown,
}

enum Parsed {
    Argon(ArgonHash),
    Imported(Imported),
}

/// A password's hash as stored: a PHC text, or the text of another system.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredHash(String);

impl StoredHash {
    /// Takes a hash of another system over, if it can be verified within bounds.
    ///
    /// # Errors
    /// [`ImportError`] says what of it does not do.
    pub fn import(text: &str) -> Result<Self, ImportError> {
        if let Parsed::Argon(hash) = parse(text)? {
            hash.check_import()?;
        }
        Ok(Self(text.to_owned()))
    }

    /// From the stored form, which was checked when it was stored.
    #[must_use]
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The stored form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its kind; `None` if the stored text cannot be verified.
    #[must_use]
    pub fn kind(&self) -> Option<HashKind> {
        match parse(&self.0).ok()? {
            Parsed::Argon(hash) => Some(hash.kind()),
            Parsed::Imported(hash) => Some(hash.kind()),
        }
    }

    /// Whether it is anything else than an Argon2id hash of these parameters.
    #[must_use]
    pub fn needs_rehash(&self, params: &HashParams) -> bool {
        match parse(&self.0) {
            Ok(Parsed::Argon(hash)) => !hash.is_current(params),
            Ok(Parsed::Imported(_)) | Err(_) => true,
        }
    }

    /// Verifies on the present thread; `None` if the stored text cannot be verified.
    pub(super) fn verify(&self, password: &str, arena: &mut Arena) -> Option<bool> {
        match parse(&self.0).ok()? {
            Parsed::Argon(hash) => hash.verify(password.as_bytes(), arena),
            Parsed::Imported(hash) => hash.verify(password.as_bytes()),
        }
    }
}

impl std::fmt::Debug for StoredHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredHash")
    }
}

/// The longest text that is looked at, in bytes.
const MAX_TEXT: usize = 1024;

fn parse(text: &str) -> Result<Parsed, ImportError> {
    if text.len() > MAX_TEXT {
        return Err(ImportError::Bound("length"));
    }
    let segments: Vec<&str> = text.split('$').collect();
    match segments.as_slice() {
        ["", kind @ ("argon2id" | "argon2i" | "argon2d"), rest @ ..] => {
            ArgonHash::parse(kind, rest).map(Parsed::Argon)
        }
        segments => Imported::parse(text, segments).map(Parsed::Imported),
    }
}
