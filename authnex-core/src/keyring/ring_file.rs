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

/// The one algorithm of master keys.
pub(super) const ALGORITHM: &str = "A256GCM";

/// The one version of the text.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RingText {
    v: u32,
    pub(super) active: u32,
    pub(super) keys: Vec<KeyText>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyText {
    pub(super) id: u32,
    pub(super) alg: String,
    pub(super) key: String,
}

impl RingText {
    pub(super) fn parse(text: &Secret) -> Result<Self, KeyRingError> {
        let text: Self = serde_json::from_str(text.expose()).map_err(|e| KeyRingError::Json {
            line: e.line(),
            column: e.column(),
        })?;
        if text.v == VERSION {
            Ok(text)
        } else {
            Err(KeyRingError::Version(text.v))
        }
    }

    pub(super) fn text(&self) -> Secret {
        // Numbers and texts are always written.
        let json = serde_json::to_string(self).unwrap_or_default();
        Secret::new(format!("{json}\n"))
    }
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
        let text = RingText::parse(text)?;
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

    /// The id of the key that seals.
    #[must_use]
    pub const fn active_key(&self) -> u32 {
        self.active.id()
    }

    /// The ids of all keys, in order.
    #[must_use]
    pub fn key_ids(&self) -> Vec<u32> {
        let mut ids: Vec<u32> = self.keys().map(SealKey::id).collect();
        ids.sort_unstable();
        ids
    }

    fn keys(&self) -> impl Iterator<Item = &SealKey> {
        std::iter::once(&self.active).chain(&self.others)
    }

    /// Whether nothing was changed.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.active_key() == other.active_key()
            && self.key_ids() == other.key_ids()
            && self.succeeds(other)
    }

    /// Whether this ring came out of that one: keys of one id are the same key, and there is such a key.
    pub(super) fn succeeds(&self, other: &Self) -> bool {
        let mut shared = self
            .keys()
            .flat_map(|key| other.keys().map(move |known| (key, known)))
            .filter(|(key, known)| key.id() == known.id())
            .peekable();
        shared.peek().is_some() && shared.all(|(key, known)| key.is_same(known))
    }

    /// Whether this ring belongs to the installation whose secret, as stored, this is.
    #[must_use]
    pub fn opens_installation(&self, secret: &Sealed) -> bool {
        self.open(&crate::flow::INSTANCE_SECRET_PLACE, secret)
            .is_ok()
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
        self.keys()
            .find(|key| key.id() == id)
            .ok_or(UnsealError::UnknownKey)?
            .open(place, sealed)
    }
}

fn seal_key(entry: &KeyText) -> Option<SealKey> {
    let bytes = Zeroizing::new(STANDARD.decode(&entry.key).ok()?);
    let bytes: &[u8; 32] = bytes.as_slice().try_into().ok()?;
    (entry.alg == ALGORITHM).then(|| SealKey::of_ring(entry.id, bytes))?
}
