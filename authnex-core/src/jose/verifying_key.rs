use std::fmt;

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
};

use super::{Algorithm, Jwk, public_key::Material};

/// A public key in the form that `ring` takes, so that verifying decodes nothing again.
#[derive(Clone)]
pub struct VerifyingKey {
    algorithm: Algorithm,
    prepared: Prepared,
}

#[derive(Clone)]
enum Prepared {
    Ed25519(UnparsedPublicKey<[u8; 32]>),
    P256(UnparsedPublicKey<[u8; 65]>),
    Rsa(RsaPublicKeyComponents<Vec<u8>>, &'static RsaParameters),
}

impl VerifyingKey {
    /// The one algorithm that the key verifies.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Verifies the raw signature, for ES256 `r || s` of 64 bytes (RFC 7518 3.4).
    ///
    /// # Errors
    /// [`SignatureRefused`], for whatever reason.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureRefused> {
        match &self.prepared {
            Prepared::Ed25519(key) => key.verify(message, signature),
            Prepared::P256(key) => key.verify(message, signature),
            Prepared::Rsa(key, parameters) => key.verify(parameters, message, signature),
        }
        .map_err(|_| SignatureRefused)
    }
}

impl From<&Jwk> for VerifyingKey {
    fn from(jwk: &Jwk) -> Self {
        let algorithm = jwk.algorithm();
        let prepared = match jwk.public_key().material() {
            Material::Ed25519 { x } => Prepared::Ed25519(UnparsedPublicKey::new(&ED25519, *x)),
            Material::P256 { x, y } => Prepared::P256(UnparsedPublicKey::new(
                &ECDSA_P256_SHA256_FIXED,
                uncompressed_point(x, y),
            )),
            Material::Rsa { modulus, exponent } => Prepared::Rsa(
                RsaPublicKeyComponents {
                    n: modulus.clone(),
                    e: exponent.clone(),
                },
                match algorithm {
                    Algorithm::Ps256 => &RSA_PSS_2048_8192_SHA256,
                    _ => &RSA_PKCS1_2048_8192_SHA256,
                },
            ),
        };
        Self {
            algorithm,
            prepared,
        }
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VerifyingKey")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

/// The signature does not verify with this key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the signature does not verify with the key")]
pub struct SignatureRefused;

/// SEC 1 2.3.3.
fn uncompressed_point(x: &[u8; 32], y: &[u8; 32]) -> [u8; 65] {
    let mut point = [0x04; 65];
    let coordinates = x.iter().chain(y);
    for (target, byte) in point.iter_mut().skip(1).zip(coordinates) {
        *target = *byte;
    }
    point
}
