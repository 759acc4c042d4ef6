use uuid::Uuid;

use crate::foundation::{Entropy, PasskeyId, Timestamp, UserId};

/// The longest credential id that is taken, in bytes (WebAuthn 7.1 step 25).
pub const MAX_CREDENTIAL_ID: usize = 1023;

/// What an authenticator knows a user by: a random UUID of its own, so that it says nothing of the person and
/// nothing else is learned from it (WebAuthn 14.6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UserHandle(Uuid);

impl UserHandle {
    /// Makes a fresh one.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut random = [0; 16];
        entropy.fill(&mut random);
        Self(uuid::Builder::from_random_bytes(random).into_uuid())
    }

    /// From the stored form.
    #[must_use]
    pub const fn from_uuid(handle: Uuid) -> Self {
        Self(handle)
    }

    /// The stored form.
    #[must_use]
    pub const fn as_uuid(&self) -> Uuid {
        self.0
    }
}

/// Why a text is no name for a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a passkey's name has 1 to 60 characters, and no control characters")]
pub struct PasskeyNameError;

/// What its holder calls a passkey: 1 to 60 characters without surrounding blanks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PasskeyName(String);

impl PasskeyName {
    /// The longest name, in characters.
    pub const MAX: usize = 60;

    /// Takes a name in; surrounding blanks are dropped.
    ///
    /// # Errors
    /// [`PasskeyNameError`] if it is empty, too long or has control characters.
    pub fn parse(text: &str) -> Result<Self, PasskeyNameError> {
        let text = text.trim();
        let fits =
            (1..=Self::MAX).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned())).ok_or(PasskeyNameError)
    }

    /// The name that a fresh passkey gets: its authenticator's, and a number if the user has one of that name.
    #[must_use]
    pub fn fresh(authenticator: Option<&str>, taken: &[Passkey]) -> Self {
        let base = authenticator.unwrap_or("Passkey");
        let is_taken = |name: &str| taken.iter().any(|passkey| passkey.name.as_str() == name);
        if !is_taken(base) {
            return Self(base.to_owned());
        }
        let numbered = (2..=taken.len() + 2).map(|number| format!("{base} {number}"));
        let free = numbered.into_iter().find(|name| !is_taken(name));
        Self(free.unwrap_or_else(|| base.to_owned()))
    }

    /// The name's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// From the stored form.
    #[must_use]
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }
}

/// A passkey as stored.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// Its id, which is not the credential's.
    pub id: PasskeyId,
    /// Whose it is.
    pub user: UserId,
    /// The credential's id as the authenticator made it, at most [`MAX_CREDENTIAL_ID`] bytes; unique per tenant.
    pub credential_id: Vec<u8>,
    /// The credential's public key and what was true of it at registration, as JSON.
    pub credential: String,
    /// What its holder calls it.
    pub name: PasskeyName,
    /// The model of its authenticator, if it says.
    pub aaguid: Option<Uuid>,
    /// The signature counter as last seen; 0 = the authenticator does not count.
    pub counter: u32,
    /// Whether it is kept in a backup, such as a password manager's.
    pub backed_up: bool,
    /// The relying party's id that it was made for.
    pub rp_id: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last used to sign in.
    pub last_used_at: Option<Timestamp>,
}

/// A passkey about to be stored.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    /// As it will be. One that comes from elsewhere may have been used before.
    pub passkey: Passkey,
}

/// A use of a passkey, as its authenticator signed it.
#[derive(Clone, Copy, Debug)]
pub struct PasskeyUse {
    /// Which.
    pub id: PasskeyId,
    /// The counter that was signed.
    pub counter: u32,
    /// Whether it is kept in a backup now.
    pub backed_up: bool,
    /// When.
    pub at: Timestamp,
}
