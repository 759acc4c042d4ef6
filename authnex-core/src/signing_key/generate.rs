use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
// webauthn-rs holds the crate to 0.10.0-rc.19; the final 0.10.0 keeps this name as an alias.
use rsa::{
    RsaPrivateKey,
    pkcs8::EncodePrivateKey,
    rand_core::{TryCryptoRng, TryRng},
};
use zeroize::Zeroizing;

use crate::{foundation::Entropy, jose::Algorithm};

/// A fresh private key in PKCS#8.
pub(crate) struct NewKeyMaterial {
    pub(crate) algorithm: Algorithm,
    pub(crate) pkcs8: Zeroizing<Vec<u8>>,
}

/// The generator refused, which no input can cause.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a signing key could not be generated")]
pub struct GenerateKeyError;

/// RSA keys of this many bits: the least that is allowed (RFC 7518 3.3) and the size of the field.
const RSA_BITS: usize = 2048;

/// Makes a key. EdDSA and ES256 take microseconds; RSA takes up to a second and belongs on a thread of its
/// own.
pub(crate) fn generate(
    algorithm: Algorithm,
    entropy: &dyn Entropy,
) -> Result<NewKeyMaterial, GenerateKeyError> {
    let random = entropy.secure_random();
    let pkcs8 = match algorithm {
        Algorithm::EdDsa => Ed25519KeyPair::generate_pkcs8(random)
            .map_err(|_| GenerateKeyError)?
            .as_ref()
            .to_vec(),
        Algorithm::Es256 => EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, random)
            .map_err(|_| GenerateKeyError)?
            .as_ref()
            .to_vec(),
        // RUSTSEC-2023-0071 is about private operations of this crate: it only makes the key, ring signs.
        Algorithm::Rs256 | Algorithm::Ps256 => {
            RsaPrivateKey::new(&mut Generator(entropy), RSA_BITS)
                .map_err(|_| GenerateKeyError)?
                .to_pkcs8_der()
                .map_err(|_| GenerateKeyError)?
                .as_bytes()
                .to_vec()
        }
    };
    Ok(NewKeyMaterial {
        algorithm,
        pkcs8: Zeroizing::new(pkcs8),
    })
}

/// Our entropy in the form that the rsa crate asks for.
struct Generator<'a>(&'a dyn Entropy);

impl TryRng for Generator<'_> {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, buffer: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill(buffer);
        Ok(())
    }
}

impl TryCryptoRng for Generator<'_> {}
