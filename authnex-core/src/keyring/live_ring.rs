use std::sync::{Arc, PoisonError, RwLock};

use super::{KeyRing, Sealed, SealedPlace, UnsealError};
use crate::{foundation::Entropy, port::KeyRingSource};

/// The ring that a process works with, and where it comes from: another process may have rotated it meanwhile.
///
/// Before anything is sealed, and when a key is met that the ring does not have, its source is read again. Both are
/// rare: once for a tenant, a spare key, or a configuration that is loaded. A ring that is not a later form of the
/// one at hand is never taken.
#[derive(Debug)]
pub(crate) struct LiveRing {
    ring: RwLock<Arc<KeyRing>>,
    source: Option<Arc<dyn KeyRingSource>>,
}

impl LiveRing {
    pub(crate) fn new(ring: KeyRing, source: Option<Arc<dyn KeyRingSource>>) -> Self {
        Self {
            ring: RwLock::new(Arc::new(ring)),
            source,
        }
    }

    fn present(&self) -> Arc<KeyRing> {
        self.ring
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The key that seals now.
    pub(crate) fn active_key(&self) -> u32 {
        self.read_again();
        self.present().active_key()
    }

    pub(crate) fn seal(&self, place: &SealedPlace, plain: &[u8], entropy: &dyn Entropy) -> Sealed {
        self.read_again();
        self.present().seal(place, plain, entropy)
    }

    pub(crate) fn open(
        &self,
        place: &SealedPlace,
        sealed: &Sealed,
    ) -> Result<Vec<u8>, UnsealError> {
        match self.present().open(place, sealed) {
            Err(UnsealError::UnknownKey) if self.source.is_some() => {
                self.read_again();
                self.present().open(place, sealed)
            }
            opened => opened,
        }
    }

    /// A source that cannot be read, or holds another ring, changes nothing: the ring at hand still is good.
    fn read_again(&self) {
        let Some(source) = &self.source else {
            return;
        };
        let read = source
            .read()
            .and_then(|text| KeyRing::parse(&text).map_err(|error| error.to_string()));
        let present = self.present();
        match read {
            Ok(ring) if ring.is_same(&present) => {}
            Ok(ring) if ring.succeeds(&present) => {
                tracing::info!(active = ring.active_key(), "the key ring was rotated");
                *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
            }
            Ok(_) => tracing::error!(
                "the key ring's file holds another ring now, which is not taken; put the right one back"
            ),
            Err(error) => tracing::warn!(error, "the key ring cannot be read again"),
        }
    }
}
