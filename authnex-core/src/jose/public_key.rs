use ring::digest;
use serde_json::{Map, Value};

use super::{Algorithm, JwkError, base64url, ec_point, jwk_members, rsa_key};

/// A public key whose values have been checked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicKey(Material);

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Material {
    Ed25519 { x: [u8; 32] },
    P256 { x: [u8; 32], y: [u8; 32] },
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
}

impl PublicKey {
    /// An Ed25519 key from its 32 bytes (RFC 8032 5.1.5).
    ///
    /// # Errors
    /// [`JwkError::PointLength`], [`JwkError::PointOfSmallOrder`].
    pub fn ed25519(x: &[u8]) -> Result<Self, JwkError> {
        let x = coordinate(x, "x")?;
        ec_point::check_ed25519(x)?;
        Ok(Self(Material::Ed25519 { x }))
    }

    /// A P-256 key from its coordinates, 32 bytes each, big-endian.
    ///
    /// # Errors
    /// [`JwkError::PointLength`], [`JwkError::PointNotOnCurve`].
    pub fn p256(x: &[u8], y: &[u8]) -> Result<Self, JwkError> {
        let (x, y) = (coordinate(x, "x")?, coordinate(y, "y")?);
        ec_point::check_p256(x, y)?;
        Ok(Self(Material::P256 { x, y }))
    }

    /// An RSA key from modulus and exponent, big-endian without leading zeros.
    ///
    /// # Errors
    /// [`JwkError::LeadingZero`] and the causes whose names begin with `Rsa` or `Roca`.
    pub fn rsa(modulus: Vec<u8>, exponent: Vec<u8>) -> Result<Self, JwkError> {
        refuse_leading_zero(&modulus, "n")?;
        refuse_leading_zero(&exponent, "e")?;
        rsa_key::check(&modulus, &exponent)?;
        Ok(Self(Material::Rsa { modulus, exponent }))
    }

    /// Whether signatures of `algorithm` can be verified with this kind of key.
    #[must_use]
    pub const fn fits(&self, algorithm: Algorithm) -> bool {
        matches!(
            (&self.0, algorithm),
            (Material::Ed25519 { .. }, Algorithm::EdDsa)
                | (Material::P256 { .. }, Algorithm::Es256)
                | (Material::Rsa { .. }, Algorithm::Ps256 | Algorithm::Rs256)
        )
    }

    /// The algorithm of a key that names none: `RS256` for RSA, since keys published without
    /// `alg` belong to the algorithm that OpenID Connect makes the default; `PS256` must be named.
    #[must_use]
    pub const fn default_algorithm(&self) -> Algorithm {
        match self.0 {
            Material::Ed25519 { .. } => Algorithm::EdDsa,
            Material::P256 { .. } => Algorithm::Es256,
            Material::Rsa { .. } => Algorithm::Rs256,
        }
    }

    /// The SHA-256 thumbprint in base64url ([RFC 7638] 3): the same for the same key everywhere.
    ///
    /// [RFC 7638]: https://www.rfc-editor.org/rfc/rfc7638
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let encode = |value: &[u8]| base64url::encode(value);
        // The required members in lexicographic order, without blanks (RFC 7638 3.2, RFC 8037 2).
        let canonical = match &self.0 {
            Material::Ed25519 { x } => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, encode(x))
            }
            Material::P256 { x, y } => {
                let (x, y) = (encode(x), encode(y));
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
            Material::Rsa { modulus, exponent } => {
                let (n, e) = (encode(modulus), encode(exponent));
                format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#)
            }
        };
        base64url::encode(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref())
    }

    pub(super) fn read(key: &Map<String, Value>) -> Result<Self, JwkError> {
        match jwk_members::required_text(key, "kty")? {
            "OKP" => match jwk_members::required_text(key, "crv")? {
                "Ed25519" => Self::ed25519(&jwk_members::bytes(key, "x")?),
                other => Err(JwkError::UnsupportedCurve(other.to_owned())),
            },
            "EC" => match jwk_members::required_text(key, "crv")? {
                "P-256" => Self::p256(
                    &jwk_members::bytes(key, "x")?,
                    &jwk_members::bytes(key, "y")?,
                ),
                other => Err(JwkError::UnsupportedCurve(other.to_owned())),
            },
            "RSA" => Self::rsa(jwk_members::bytes(key, "n")?, jwk_members::bytes(key, "e")?),
            other => Err(JwkError::UnsupportedKeyType(other.to_owned())),
        }
    }

    /// The members that hold the key, in the order of the RFCs' examples.
    pub(super) fn members(&self) -> Vec<(&'static str, String)> {
        match &self.0 {
            Material::Ed25519 { x } => vec![
                ("kty", "OKP".to_owned()),
                ("crv", "Ed25519".to_owned()),
                ("x", base64url::encode(x)),
            ],
            Material::P256 { x, y } => vec![
                ("kty", "EC".to_owned()),
                ("crv", "P-256".to_owned()),
                ("x", base64url::encode(x)),
                ("y", base64url::encode(y)),
            ],
            Material::Rsa { modulus, exponent } => vec![
                ("kty", "RSA".to_owned()),
                ("n", base64url::encode(modulus)),
                ("e", base64url::encode(exponent)),
            ],
        }
    }

    pub(super) const fn material(&self) -> &Material {
        &self.0
    }
}

fn coordinate(bytes: &[u8], name: &'static str) -> Result<[u8; 32], JwkError> {
    bytes.try_into().map_err(|_| JwkError::PointLength(name))
}

fn refuse_leading_zero(number: &[u8], name: &'static str) -> Result<(), JwkError> {
    if number.first() == Some(&0) {
        Err(JwkError::LeadingZero(name))
    } else {
        Ok(())
    }
}
