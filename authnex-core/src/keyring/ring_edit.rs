use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{
    KeyRing, KeyRingError,
    ring_file::{ALGORITHM, KeyText, RingText},
};
use crate::foundation::{Entropy, Secret};

/// A ring's text with one thing changed, and the key that is meant.
#[derive(Debug)]
pub struct RingChange {
    /// The new text.
    pub text: Secret,
    /// The key that was added or made active.
    pub key: u32,
}

/// Changes of a ring's text. Each is written to the file, whole and durably, before anything is sealed by it.
impl KeyRing {
    /// Adds a fresh key, which nothing is sealed by yet.
    ///
    /// # Errors
    /// [`KeyRingError`] if the text is no ring.
    pub fn add_key(text: &Secret, entropy: &dyn Entropy) -> Result<RingChange, KeyRingError> {
        let mut ring = RingText::parse(text)?;
        let newest = ring.keys.iter().map(|key| key.id).max().unwrap_or(0);
        let id = newest
            .checked_add(1)
            .ok_or(KeyRingError::DuplicateKey(newest))?;
        let mut key = Zeroizing::new([0_u8; 32]);
        entropy.fill(key.as_mut());
        ring.keys.push(KeyText {
            id,
            alg: ALGORITHM.to_owned(),
            key: STANDARD.encode(key.as_ref()),
        });
        Ok(RingChange {
            text: ring.text(),
            key: id,
        })
    }

    /// Makes the newest key the active one.
    ///
    /// # Errors
    /// [`KeyRingError`] if the text is no ring.
    pub fn activate_newest(text: &Secret) -> Result<RingChange, KeyRingError> {
        let mut ring = RingText::parse(text)?;
        let newest = ring.keys.iter().map(|key| key.id).max();
        ring.active = newest.ok_or(KeyRingError::NoActiveKey(ring.active))?;
        Ok(RingChange {
            text: ring.text(),
            key: ring.active,
        })
    }

    /// Removes all keys but the active one.
    ///
    /// # Errors
    /// [`KeyRingError`] if the text is no ring.
    pub fn keep_active(text: &Secret) -> Result<RingChange, KeyRingError> {
        let mut ring = RingText::parse(text)?;
        let active = ring.active;
        ring.keys.retain(|key| key.id == active);
        Ok(RingChange {
            text: ring.text(),
            key: active,
        })
    }
}
