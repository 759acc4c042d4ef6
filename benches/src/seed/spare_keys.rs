use std::sync::Arc;

use async_trait::async_trait;
use authnex_core::{
    Secret,
    foundation::{Clock, Entropy, EventId, SigningKeyId, SystemClock, SystemEntropy, TenantScope},
    jose::Algorithm,
    keyring::Sealed,
    signing_key::SpareKey,
    store::{AnyWork, PlatformUnit, Store, StoreError},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::{Outcome, keys::pkcs8};

/// RSA keys put by: all are the same key, since a real one costs a third of a second.
pub(super) struct SpareKeys {
    seal: LessSafeKey,
    id: u32,
    pkcs8: Vec<u8>,
}

impl SpareKeys {
    /// Spare keys of an installation with this ring.
    pub(super) fn of(ring: &Secret) -> Outcome<Self> {
        let ring: serde_json::Value = serde_json::from_str(ring.expose())?;
        let key = ring.pointer("/keys/0").ok_or("a ring without keys")?;
        let bytes = key.get("key").and_then(|key| key.as_str());
        let bytes = STANDARD.decode(bytes.ok_or("a key without bytes")?)?;
        let id = key.get("id").and_then(serde_json::Value::as_u64);
        Ok(Self {
            seal: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &bytes)?),
            id: u32::try_from(id.ok_or("a key without an id")?)?,
            pkcs8: pkcs8(Algorithm::Rs256, &SystemEntropy::new())?,
        })
    }

    /// Puts so many by.
    pub(super) async fn put_by(
        &self,
        store: &Arc<dyn Store>,
        scope: &TenantScope,
        count: usize,
    ) -> Outcome<()> {
        let keys = (0..count).map(|_| self.make()).collect::<Outcome<_>>()?;
        let unit = PutBy {
            keys,
            event: EventId::generate(&SystemClock, &SystemEntropy::new()),
        };
        Ok(store.perform(scope, Arc::new(unit)).await?)
    }

    /// Sealed as the engine seals: format, key id, nonce, ciphertext, bound to where it stands.
    fn make(&self) -> Outcome<SpareKey> {
        let entropy = SystemEntropy::new();
        let id = SigningKeyId::generate(&SystemClock, &entropy);
        let mut nonce = [0; 12];
        entropy.fill(&mut nonce);
        let mut place = Vec::new();
        for part in [
            &b""[..],
            b"authnex_spare_signing_key",
            b"private_key",
            id.as_uuid().as_bytes(),
        ] {
            place.extend(u32::try_from(part.len())?.to_be_bytes());
            place.extend(part);
        }
        let mut body = self.pkcs8.clone();
        let unique = Nonce::assume_unique_for_key(nonce);
        self.seal
            .seal_in_place_append_tag(unique, Aad::from(place), &mut body)?;
        let sealed = [&[1][..], &self.id.to_be_bytes(), &nonce, &body].concat();
        Ok(SpareKey {
            id,
            private_key: Sealed::from_bytes(sealed),
            created_at: SystemClock.now(),
        })
    }
}

struct PutBy {
    keys: Vec<SpareKey>,
    /// Names the unit; global tables have no trail.
    event: EventId,
}

#[async_trait]
impl AnyWork for PutBy {
    fn event(&self) -> EventId {
        self.event
    }

    async fn run(&self, unit: &dyn PlatformUnit) -> Result<bool, StoreError> {
        for key in &self.keys {
            unit.insert_spare_key(key).await?;
        }
        Ok(true)
    }
}
