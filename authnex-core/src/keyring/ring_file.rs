use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Sealed, SealedPlace, UnsealError, seal::SealKey};
use crate::foundation::{Entropy, Secret};

/// Why a text is no key ring.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyRingError {
    /// Not the JSON of a ring.
    #[error("the key ring is not readable: line {line}, column {column}")]
    Json {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// A version this binary does not know.
    #[error("the key ring has version {0}, this binary knows version 1")]
    Version(u32),
    /// No key has the id that `active` names.
    #[error("the key ring's active key {0} is not among its keys")]
    NoActiveKey(u32),
    /// Two keys have one id.
    #[error("the key ring has two keys with the id {0}")]
    DuplicateKey(u32),
    /// A key is not 32 bytes of base64 with the algorithm A256GCM.
    #[error("key {0} of the ring is not 32 bytes in base64 for A256GCM")]
    Key(u32),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RingText {
    v: u32,
    active: u32,
    keys: Vec<KeyText>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyText {
    id: u32,
    alg: String,
    key: String,
}

impl Drop for KeyText {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.key);
    }
}

/// The installation's master keys: `{"v": 1, "active": 1, "keys": [{"id": 1, "alg": "A256GCM", "key": "…"}]}`.
///
/// New things are sealed by the active key; the others only open.
#[derive(Debug)]
pub struct KeyRing {
    active: SealKey,
    others: Vec<SealKey>,
}

impl KeyRing {
    /// Makes the text of a ring with one fresh key.
    #[must_use]
    pub fn generate_text(entropy: &dyn Entropy) -> Secret {
        let mut key = Zeroizing::new([0_u8; 32]);
        entropy.fill(key.as_mut());
        let encoded = Zeroizing::new(STANDARD.encode(key.as_ref()));
        Secret::new(format!(
            "{{\"v\": 1, \"active\": 1, \"keys\": [{{\"id\": 1, \"alg\": \"A256GCM\", \"key\": \"{}\"}}]}}\n",
            encoded.as_str()
        ))
    }

    /// Reads a ring.
    ///
    /// # Errors
    /// [`KeyRingError`] names the fault, never a key.
    pub fn parse(text: &Secret) -> Result<Self, KeyRingError> {
        let text: RingText =
            serde_json::from_str(text.expose()).map_err(|e| KeyRingError::Json {
                line: e.line(),
                column: e.column(),
            })?;
        if text.v != 1 {
            return Err(KeyRingError::Version(text.v));
        }
        let mut active = None;
        let mut others: Vec<SealKey> = Vec::new();
        for entry in &text.keys {
            let known = active
                .iter()
                .chain(&others)
                .any(|k: &SealKey| k.id() == entry.id);
            if known {
                return Err(KeyRingError::DuplicateKey(entry.id));
            }
            let key = seal_key(entry).ok_or(KeyRingError::Key(entry.id))?;
            if entry.id == text.active {
                active = Some(key);
            } else {
                others.push(key);
            }
        }
        Ok(Self {
            active: active.ok_or(KeyRingError::NoActiveKey(text.active))?,
            others,
        })
    }

    pub(crate) fn seal(&self, place: &SealedPlace, plain: &[u8], entropy: &dyn Entropy) -> Sealed {
        self.active.seal(place, plain, entropy)
    }

    pub(crate) fn open(
        &self,
        place: &SealedPlace,
        sealed: &Sealed,
    ) -> Result<Vec<u8>, UnsealError> {
        let id = sealed.key_id()?;
        std::iter::once(&self.active)
            .chain(&self.others)
            .find(|key| key.id() == id)
            .ok_or(UnsealError::UnknownKey)?
            .open(place, sealed)
    }
}

fn seal_key(entry: &KeyText) -> Option<SealKey> {
    let bytes = Zeroizing::new(STANDARD.decode(&entry.key).ok()?);
    let bytes: &[u8; 32] = bytes.as_slice().try_into().ok()?;
    (entry.alg == "A256GCM").then(|| SealKey::new(entry.id, bytes))?
}
