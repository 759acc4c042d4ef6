//! Offline verification of access tokens, for resource servers ([RFC 9068] 4).
//!
//! A [`Verifier`] holds what a token must be: its issuer, this server's audience, the algorithms,
//! and the issuer's public keys. [`Verifier::verify`] answers with typed claims, or with the one
//! cause for which the token was refused. No network, no async runtime and no store are involved:
//! the key set is given, and given again when the issuer rotates its keys.
//!
//! ```
//! use authnex_core::{jose::JwkSet, verify::{Verifier, VerifyError}};
//!
//! // The answer of the issuer's JWKS endpoint, fetched by any HTTP client.
//! let jwks = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":"k1",
//!     "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
//!
//! let verifier = Verifier::builder("https://auth.example/t/acme")
//!     .audience("https://api.example")
//!     .keys(JwkSet::from_json(jwks.as_bytes())?)
//!     .build()?;
//!
//! // `verify_now` takes the system's time; `verify` takes it as an argument.
//! let token = concat!(
//!     "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSIsImtpZCI6ImsxIn0.",
//!     "eyJpc3MiOiJodHRwczovL2F1dGguZXhhbXBsZS90L2FjbWUiLCJhdWQiOiJodHRwczovL2FwaS5leGFtcGxlIiwi",
//!     "c3ViIjoidXNyXzEiLCJjbGllbnRfaWQiOiJ3ZWIiLCJpYXQiOjE3NjcyMjU2MDAsImV4cCI6MTc2NzIyNjUwMCwi",
//!     "anRpIjoidDEiLCJzY29wZSI6Im9wZW5pZCBhcnRpY2xlczp3cml0ZSIsInBlcm1pc3Npb25zIjpbImFydGljbGVz",
//!     "OndyaXRlIl19.",
//!     "EeDbtbf3aWO4fCP6I2jrstFhxXBS-bKBonGPRQ68BNTCyNhbuuLtPUoztD9TmC4SMcWHOxF6nMhT6lGs_L8aCw",
//! );
//! let claims = verifier.verify(token, 1_767_225_600)?;
//! assert_eq!(claims.sub, "usr_1");
//! assert!(claims.has_permission("articles:write"));
//!
//! // An hour later it has expired, and the cause is told.
//! assert_eq!(verifier.verify(token, 1_767_229_200), Err(VerifyError::Expired));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Rotation
//! An issuer publishes a new key before it signs with it, so fetching the set every few minutes is
//! enough. A token whose key is not yet known is refused with [`VerifyError::UnknownKey`]. Then
//! either give the verifier a [`KeySource`], which it asks itself, or, in async code, ask
//! [`Verifier::may_refresh`], fetch the set, hand it to [`Verifier::replace_keys`] and verify
//! again. Both are limited to one fetch per [`KeyRefresh`] interval, since anybody can send tokens
//! that name a key that does not exist.
//!
//! # What it does not do
//! A token that was revoked stays valid here until it expires: ask the issuer where that matters.
//! A token bound to a sender carries the claim `cnf` (RFC 7800); it stands in
//! [`AccessToken::extra`], and its proof is for the caller to check (RFC 9449 7.2).
//!
//! [RFC 9068]: https://www.rfc-editor.org/rfc/rfc9068

mod access_token;
mod builder;
mod claims;
mod error;
mod key_refresh;
mod key_table;
mod verifier;

pub use access_token::AccessToken;
pub use builder::{
    DEFAULT_LEEWAY_SECONDS, MAX_LEEWAY_SECONDS, VerifierBuilder, VerifierConfigError,
};
pub use error::VerifyError;
pub use key_refresh::{DEFAULT_REFRESH_SECONDS, KeyRefresh, KeySource};
pub use verifier::Verifier;
