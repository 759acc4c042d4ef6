use std::fmt;

use ring::{
    rand::SecureRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
        RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair, RsaPublicKeyComponents,
    },
};

use super::{Algorithm, Jwk, JwkError, MAX_COMPACT_BYTES, PublicKey, base64url};

/// What a token says it is in `typ`, so that one kind is never taken for another (RFC 8725 3.11).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TokenType {
    /// `at+jwt`, an access token (RFC 9068 2.1).
    AccessToken,
    /// A logout token (OpenID Connect Back-Channel Logout 1.0, 2.4).
    LogoutToken,
    /// `JWT`, such as an ID token.
    Jwt,
}

impl TokenType {
    /// The value of `typ`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessToken => "at+jwt",
            Self::LogoutToken => "logout+jwt",
            Self::Jwt => "JWT",
        }
    }
}

/// A private key with its name. The protected headers that it can write are encoded once, so that
/// signing costs one base64 of the payload and the signature.
pub struct SigningKey {
    jwk: Jwk,
    kid: String,
    pair: KeyPair,
    access_token_prefix: String,
    logout_prefix: String,
    jwt_prefix: String,
}

enum KeyPair {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
}

impl SigningKey {
    /// Reads a private key in PKCS#8 DER: for Ed25519 version 1 or 2 (with the public key),
    /// for P-256 and for RSA (2048 to 4096 bits) as every tool writes it.
    ///
    /// # Errors
    /// [`SigningKeyError::Rejected`] when the bytes are no key of `algorithm`'s kind,
    /// [`SigningKeyError::PublicKey`] when its public half is not one that verifiers accept.
    pub fn from_pkcs8(
        algorithm: Algorithm,
        kid: impl Into<String>,
        pkcs8: &[u8],
        random: &dyn SecureRandom,
    ) -> Result<Self, SigningKeyError> {
        let pair = KeyPair::read(algorithm, pkcs8, random)?;
        let kid = kid.into();
        let jwk = Jwk::new(pair.public_key()?, algorithm)?.with_kid(kid.clone());
        Ok(Self {
            access_token_prefix: encoded_header(TokenType::AccessToken, algorithm, &kid),
            logout_prefix: encoded_header(TokenType::LogoutToken, algorithm, &kid),
            jwt_prefix: encoded_header(TokenType::Jwt, algorithm, &kid),
            jwk,
            kid,
            pair,
        })
    }

    /// The key's name.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The one algorithm that the key signs with.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.jwk.algorithm()
    }

    /// The public half, named alike, to be published.
    #[must_use]
    pub const fn public_jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Signs `payload` as a compact JWS with the header `{"typ", "alg", "kid"}`.
    ///
    /// # Errors
    /// [`SignError::TooLarge`] when no verifier of ours would read the token,
    /// [`SignError::Failed`] when the source of chance gave nothing.
    pub fn sign_compact(
        &self,
        typ: TokenType,
        payload: &[u8],
        random: &dyn SecureRandom,
    ) -> Result<String, SignError> {
        let prefix = match typ {
            TokenType::AccessToken => &self.access_token_prefix,
            TokenType::Jwt => &self.jwt_prefix,
            TokenType::LogoutToken => &self.logout_prefix,
        };
        if payload.len() > MAX_COMPACT_BYTES {
            return Err(SignError::TooLarge);
        }
        let length = prefix.len() + encoded_length(payload.len());
        let length = length + 1 + encoded_length(self.pair.signature_bytes());
        if length > MAX_COMPACT_BYTES {
            return Err(SignError::TooLarge);
        }
        let mut token = String::with_capacity(length);
        token.push_str(prefix);
        base64url::encode_into(payload, &mut token);
        self.pair.append_signature(&mut token, random)?;
        Ok(token)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SigningKey")
            .field("kid", &self.kid)
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}

impl KeyPair {
    fn read(
        algorithm: Algorithm,
        pkcs8: &[u8],
        random: &dyn SecureRandom,
    ) -> Result<Self, SigningKeyError> {
        let rsa = |encoding| RsaKeyPair::from_pkcs8(pkcs8).map(|pair| Self::Rsa(pair, encoding));
        match algorithm {
            Algorithm::EdDsa => {
                Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).map(Self::Ed25519)
            }
            Algorithm::Es256 => {
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, random)
                    .map(Self::P256)
            }
            Algorithm::Ps256 => rsa(&RSA_PSS_SHA256),
            Algorithm::Rs256 => rsa(&RSA_PKCS1_SHA256),
        }
        .map_err(|_| SigningKeyError::Rejected { algorithm })
    }

    fn public_key(&self) -> Result<PublicKey, JwkError> {
        match self {
            Self::Ed25519(pair) => PublicKey::ed25519(pair.public_key().as_ref()),
            Self::P256(pair) => {
                let point = pair.public_key().as_ref().get(1..).unwrap_or_default();
                let (x, y) = point.split_at(point.len() / 2);
                PublicKey::p256(x, y)
            }
            Self::Rsa(pair, _) => {
                let public = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public());
                PublicKey::rsa(public.n, public.e)
            }
        }
    }

    fn signature_bytes(&self) -> usize {
        match self {
            Self::Ed25519(_) | Self::P256(_) => 64,
            Self::Rsa(pair, _) => pair.public().modulus_len(),
        }
    }

    /// Signs what `token` holds and appends the third part.
    fn append_signature(
        &self,
        token: &mut String,
        random: &dyn SecureRandom,
    ) -> Result<(), SignError> {
        let message = token.as_bytes();
        let rsa_signature;
        let short_signature;
        let signature = match self {
            Self::Ed25519(pair) => {
                short_signature = pair.sign(message);
                short_signature.as_ref()
            }
            Self::P256(pair) => {
                short_signature = pair.sign(random, message).map_err(|_| SignError::Failed)?;
                short_signature.as_ref()
            }
            Self::Rsa(pair, encoding) => {
                let mut buffer = vec![0; pair.public().modulus_len()];
                pair.sign(*encoding, random, message, &mut buffer)
                    .map_err(|_| SignError::Failed)?;
                rsa_signature = buffer;
                &rsa_signature
            }
        };
        token.push('.');
        base64url::encode_into(signature, token);
        Ok(())
    }
}

/// Why a private key was not taken. Nothing of the key is told.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SigningKeyError {
    /// Not a PKCS#8 key of the algorithm's kind and size.
    #[error("the bytes are not a PKCS#8 private key for {algorithm}")]
    Rejected {
        /// The algorithm asked for.
        algorithm: Algorithm,
    },
    /// The public half has a weakness for which verifiers refuse it.
    #[error("the key's public half is refused: {0}")]
    PublicKey(#[from] JwkError),
}

/// Why a token could not be signed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// Signing failed, for want of randomness.
    #[error("signing failed: the source of randomness gave nothing")]
    Failed,
    /// The token would be larger than verifiers read.
    #[error("the token would be larger than 16 KiB; put less into it")]
    TooLarge,
}

/// The protected header with the dot after it.
fn encoded_header(typ: TokenType, algorithm: Algorithm, kid: &str) -> String {
    let kid = serde_json::Value::from(kid);
    let header = format!(
        r#"{{"typ":"{}","alg":"{}","kid":{kid}}}"#,
        typ.name(),
        algorithm.name()
    );
    let mut encoded = base64url::encode(header.as_bytes());
    encoded.push('.');
    encoded
}

const fn encoded_length(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}
