use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};

use super::{Algorithm, JwkError, PublicKey, jwk_members, strict_json};

/// A public key that verifies signatures of exactly one algorithm ([RFC 7517]).
///
/// Serializing gives the JWK as it is published: key values, `use` `sig`, `alg` and `kid`.
///
/// [RFC 7517]: https://www.rfc-editor.org/rfc/rfc7517
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Jwk {
    public_key: PublicKey,
    algorithm: Algorithm,
    kid: Option<String>,
}

impl Jwk {
    /// A key pinned to `algorithm`.
    ///
    /// # Errors
    /// [`JwkError::AlgorithmMismatch`] when such a key cannot make that algorithm's signatures.
    pub fn new(public_key: PublicKey, algorithm: Algorithm) -> Result<Self, JwkError> {
        if !public_key.fits(algorithm) {
            return Err(JwkError::AlgorithmMismatch);
        }
        Ok(Self {
            public_key,
            algorithm,
            kid: None,
        })
    }

    /// Reads one JWK. A key without `alg` is pinned to
    /// [its default](PublicKey::default_algorithm).
    ///
    /// # Errors
    /// One variant of [`JwkError`] per cause.
    pub fn from_json(json: &[u8]) -> Result<Self, JwkError> {
        Self::from_object(&strict_json::parse_object(json)?)
    }

    /// Reads one JWK out of parsed JSON.
    ///
    /// # Errors
    /// One variant of [`JwkError`] per cause.
    pub fn from_object(key: &Map<String, Value>) -> Result<Self, JwkError> {
        jwk_members::refuse_private(key)?;
        jwk_members::check_purpose(key)?;
        let named: Option<Algorithm> = jwk_members::text(key, "alg")?
            .map(|name| {
                name.parse()
                    .map_err(|_| JwkError::UnsupportedAlgorithm(name.to_owned()))
            })
            .transpose()?;
        let public_key = PublicKey::read(key)?;
        let algorithm = named.unwrap_or_else(|| public_key.default_algorithm());
        let mut jwk = Self::new(public_key, algorithm)?;
        jwk.kid = jwk_members::text(key, "kid")?.map(str::to_owned);
        Ok(jwk)
    }

    /// The same key under the name `kid`.
    #[must_use]
    pub fn with_kid(mut self, kid: impl Into<String>) -> Self {
        self.kid = Some(kid.into());
        self
    }

    /// The name by which a token's header asks for this key.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The one algorithm that the key verifies.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key itself.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.public_key
    }
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.public_key.members() {
            map.serialize_entry(name, &value)?;
        }
        map.serialize_entry("use", "sig")?;
        map.serialize_entry("alg", &self.algorithm)?;
        if let Some(kid) = &self.kid {
            map.serialize_entry("kid", kid)?;
        }
        map.end()
    }
}
