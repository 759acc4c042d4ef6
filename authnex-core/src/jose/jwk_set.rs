use std::collections::HashSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Jwk, JwkError, jwk_members, strict_json};

/// The longest key set that is read, in bytes.
pub const MAX_SET_BYTES: usize = 256 * 1024;

/// A JWK set ([RFC 7517] 5) of public signature keys with distinct names.
///
/// Serializing gives `{"keys": [...]}`, as a JWKS endpoint answers it; skipped keys are left out.
///
/// [RFC 7517]: https://www.rfc-editor.org/rfc/rfc7517
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct JwkSet {
    keys: Vec<Jwk>,
    #[serde(skip)]
    skipped: Vec<SkippedKey>,
}

impl JwkSet {
    /// A set of these keys.
    ///
    /// # Errors
    /// [`JwkError::DuplicateKid`] when two have the same name.
    pub fn new(keys: Vec<Jwk>) -> Result<Self, JwkError> {
        refuse_duplicates(keys.iter().filter_map(Jwk::kid))?;
        Ok(Self {
            keys,
            skipped: Vec::new(),
        })
    }

    /// Reads a set. Keys of kinds and purposes that are not ours are skipped and listed; one
    /// unsound key refuses the whole set, since its publisher cannot be trusted with the others.
    ///
    /// # Errors
    /// One variant of [`JwkError`] per cause.
    pub fn from_json(json: &[u8]) -> Result<Self, JwkError> {
        if json.len() > MAX_SET_BYTES {
            return Err(JwkError::TooLarge);
        }
        Self::from_object(&strict_json::parse_object(json)?)
    }

    /// Reads a set out of parsed JSON, such as the `jwks` of a client's metadata.
    ///
    /// # Errors
    /// One variant of [`JwkError`] per cause.
    pub fn from_object(set: &Map<String, Value>) -> Result<Self, JwkError> {
        let entries = entries(set)?;
        let mut kids = Vec::new();
        for key in &entries {
            kids.extend(jwk_members::text(key, "kid")?);
        }
        refuse_duplicates(kids.into_iter())?;
        refuse_symmetric(&entries)?;
        let mut read = Self::default();
        for key in entries {
            match Jwk::from_object(key) {
                Ok(jwk) => read.keys.push(jwk),
                Err(reason) if reason.is_unsupported() => read.skipped.push(SkippedKey {
                    kid: jwk_members::text(key, "kid")?.map(str::to_owned),
                    reason,
                }),
                Err(refused) => return Err(refused),
            }
        }
        Ok(read)
    }

    /// The keys that can verify.
    #[must_use]
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }

    /// The keys left aside, with the reason.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    /// The key of this name.
    #[must_use]
    pub fn find(&self, kid: &str) -> Option<&Jwk> {
        self.keys.iter().find(|key| key.kid() == Some(kid))
    }
}

/// A key of a set that is not for us.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct SkippedKey {
    /// Its name, if it has one.
    pub kid: Option<String>,
    /// Why it was skipped; [`JwkError::is_unsupported`] holds.
    pub reason: JwkError,
}

fn entries(set: &Map<String, Value>) -> Result<Vec<&Map<String, Value>>, JwkError> {
    set.get("keys")
        .ok_or(JwkError::MissingMember("keys"))?
        .as_array()
        .ok_or(JwkError::MemberType("keys"))?
        .iter()
        .map(|key| key.as_object().ok_or(JwkError::MemberType("keys")))
        .collect()
}

fn refuse_duplicates<'a>(mut kids: impl Iterator<Item = &'a str>) -> Result<(), JwkError> {
    let mut seen = HashSet::new();
    match kids.find(|kid| !seen.insert(*kid)) {
        Some(kid) => Err(JwkError::DuplicateKid(kid.to_owned())),
        None => Ok(()),
    }
}

fn refuse_symmetric(keys: &[&Map<String, Value>]) -> Result<(), JwkError> {
    let is_symmetric =
        |key: &&Map<String, Value>| key.get("kty").and_then(Value::as_str) == Some("oct");
    if !keys.iter().any(is_symmetric) {
        Ok(())
    } else if keys.iter().all(is_symmetric) {
        Err(JwkError::SymmetricKey)
    } else {
        Err(JwkError::MixedKeySet)
    }
}
