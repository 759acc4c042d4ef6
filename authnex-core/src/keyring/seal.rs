use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hkdf,
};

use uuid::Uuid;

use crate::foundation::{Entropy, TenantId};

const FORMAT: u8 = 1;
const HEADER: usize = 1 + 4;
const NONCE: usize = 12;

/// Where a sealed value stands: the associated data of its AEAD.
#[derive(Clone, Copy, Debug)]
pub struct SealedPlace {
    /// The tenant; `None` for the installation's own values.
    pub tenant: Option<TenantId>,
    /// The table's name.
    pub table: &'static str,
    /// The column's name.
    pub column: &'static str,
    /// The row's key.
    pub row: Uuid,
}

impl SealedPlace {
    /// Length-prefixed, so that no two places read alike.
    fn associated_data(&self) -> Vec<u8> {
        let tenant = self.tenant.map(|tenant| tenant.as_uuid());
        let mut data = Vec::with_capacity(96);
        for part in [
            tenant.as_ref().map_or(&[][..], |id| id.as_bytes()),
            self.table.as_bytes(),
            self.column.as_bytes(),
            self.row.as_bytes(),
        ] {
            data.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            data.extend_from_slice(part);
        }
        data
    }
}

/// A sealed value: format, key id, nonce, ciphertext with tag.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// From the stored form.
    #[must_use]
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The stored form.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Which key of its ring sealed it.
    pub(crate) fn key_id(&self) -> Result<u32, UnsealError> {
        let id: [u8; 4] = self
            .0
            .get(1..HEADER)
            .and_then(|id| id.try_into().ok())
            .ok_or(UnsealError::Format)?;
        Ok(u32::from_be_bytes(id))
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed")
    }
}

/// Why a sealed value does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnsealError {
    /// It is no sealed value, or of a format this binary does not know.
    #[error("not a sealed value of a known format")]
    Format,
    /// The key that sealed it is not in the ring.
    #[error("the key that sealed this value is not in the key ring")]
    UnknownKey,
    /// Another key, another place, or altered bytes.
    #[error("the sealed value does not open: other key, other place, or altered")]
    Refused,
}

/// One AEAD key with its id.
pub(crate) struct SealKey {
    id: u32,
    key: LessSafeKey,
    /// Tells keys apart, and nothing about them.
    fingerprint: Option<[u8; 32]>,
}

impl SealKey {
    pub(crate) fn new(id: u32, bytes: &[u8; 32]) -> Option<Self> {
        let key = UnboundKey::new(&AES_256_GCM, bytes).ok()?;
        Some(Self {
            id,
            key: LessSafeKey::new(key),
            fingerprint: None,
        })
    }

    /// A key of the ring: one that can be told from another of the same id.
    pub(super) fn of_ring(id: u32, bytes: &[u8; 32]) -> Option<Self> {
        Some(Self {
            fingerprint: Some(derive_bytes(bytes, "fingerprint")?),
            ..Self::new(id, bytes)?
        })
    }

    /// A key of its own, derived (RFC 5869) from secret bytes and a label.
    pub(crate) fn derive(secret: &[u8], label: &str) -> Option<Self> {
        Self::new(0, &derive_bytes(secret, label)?)
    }

    pub(crate) const fn id(&self) -> u32 {
        self.id
    }

    /// Whether the two are one key.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }

    pub(crate) fn seal(&self, place: &SealedPlace, plain: &[u8], entropy: &dyn Entropy) -> Sealed {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce);
        let mut body = plain.to_vec();
        let aad = Aad::from(place.associated_data());
        let nonce_value = Nonce::assume_unique_for_key(nonce);
        // Fails only for inputs beyond 64 GiB, which never get this far; an empty seal opens for nobody.
        if self
            .key
            .seal_in_place_append_tag(nonce_value, aad, &mut body)
            .is_err()
        {
            body.clear();
        }
        let mut sealed = Vec::with_capacity(HEADER + NONCE + body.len());
        sealed.push(FORMAT);
        sealed.extend_from_slice(&self.id.to_be_bytes());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&body);
        Sealed(sealed)
    }

    pub(crate) fn open(
        &self,
        place: &SealedPlace,
        sealed: &Sealed,
    ) -> Result<Vec<u8>, UnsealError> {
        if sealed.0.first() != Some(&FORMAT) {
            return Err(UnsealError::Format);
        }
        let nonce = sealed
            .0
            .get(HEADER..HEADER + NONCE)
            .ok_or(UnsealError::Format)?;
        let mut body = sealed
            .0
            .get(HEADER + NONCE..)
            .ok_or(UnsealError::Format)?
            .to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| UnsealError::Format)?;
        let length = self
            .key
            .open_in_place(nonce, Aad::from(place.associated_data()), &mut body)
            .map_err(|_| UnsealError::Refused)?
            .len();
        body.truncate(length);
        Ok(body)
    }
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealKey({})", self.id)
    }
}

struct Length32;
impl hkdf::KeyType for Length32 {
    fn len(&self) -> usize {
        32
    }
}

/// 32 bytes for one purpose, by HKDF-SHA-256 (RFC 5869).
pub(crate) fn derive_bytes(secret: &[u8], label: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"authnex")
        .extract(secret)
        .expand(&[label.as_bytes()], Length32)
        .and_then(|okm| okm.fill(&mut bytes))
        .ok()?;
    Some(bytes)
}
