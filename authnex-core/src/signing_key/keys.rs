use super::{KeyState, NewKeyMaterial, NewSigningKey, SigningKeyRow};
use crate::{
    foundation::{Entropy, SigningKeyId, TenantId, Timestamp},
    jose::{Algorithm, JwkSet, SigningKey},
    keyring::{DataKey, SealedPlace},
};

/// A tenant's signing keys, opened: those that sign, and the published set.
#[derive(Debug)]
pub struct TenantKeys {
    active: Vec<SigningKey>,
    published: JwkSet,
    document: String,
}

/// Why a tenant's keys do not open.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    #[error("signing key {0} does not open under the tenant's data key")]
    Sealed(String),
    #[error("two signing keys have one id")]
    DuplicateId,
    #[error("signing key {0} is damaged")]
    Damaged(String),
}

impl TenantKeys {
    /// No keys: of a tenant that is being made.
    pub(crate) fn none() -> Self {
        Self {
            active: Vec::new(),
            published: JwkSet::default(),
            document: "{\"keys\":[]}".to_owned(),
        }
    }

    pub(crate) fn open(
        tenant: TenantId,
        rows: &[SigningKeyRow],
        data_key: &DataKey,
        entropy: &dyn Entropy,
    ) -> Result<Self, KeysError> {
        let mut active = Vec::new();
        let mut published = Vec::new();
        for row in rows {
            let kid = row.id.to_string();
            let pkcs8 = data_key
                .open(&place(tenant, row.id), &row.private_key)
                .map_err(|_| KeysError::Sealed(kid.clone()))?;
            let key = SigningKey::from_pkcs8(
                row.algorithm,
                kid.as_str(),
                &pkcs8,
                entropy.secure_random(),
            )
            .map_err(|_| KeysError::Damaged(kid))?;
            published.push(key.public_jwk().clone());
            if row.state == KeyState::Active {
                active.push(key);
            }
        }
        let published = JwkSet::new(published).map_err(|_| KeysError::DuplicateId)?;
        let document = serde_json::to_string(&published).map_err(|_| KeysError::DuplicateId)?;
        Ok(Self {
            active,
            published,
            document,
        })
    }

    /// The key that signs with this algorithm.
    #[must_use]
    pub fn signer(&self, algorithm: Algorithm) -> Option<&SigningKey> {
        self.active.iter().find(|key| key.algorithm() == algorithm)
    }

    /// The public keys: active, next and retiring ones.
    #[must_use]
    pub const fn published(&self) -> &JwkSet {
        &self.published
    }

    /// The published set as the JSON document of RFC 7517 5.
    #[must_use]
    pub fn document(&self) -> &str {
        &self.document
    }
}

fn place(tenant: TenantId, row: SigningKeyId) -> SealedPlace {
    SealedPlace {
        tenant: Some(tenant),
        table: "authnex_signing_key",
        column: "private_key",
        row: row.as_uuid(),
    }
}

/// A fresh key's row for a tenant, its private part sealed.
pub(crate) fn seal_row(
    tenant: TenantId,
    data_key: &DataKey,
    material: &NewKeyMaterial,
    facts: (SigningKeyId, KeyState, Timestamp),
    entropy: &dyn Entropy,
) -> NewSigningKey {
    let (id, state, created_at) = facts;
    NewSigningKey {
        row: SigningKeyRow {
            id,
            algorithm: material.algorithm,
            state,
            private_key: data_key.seal(&place(tenant, id), &material.pkcs8, entropy),
            created_at,
        },
    }
}
