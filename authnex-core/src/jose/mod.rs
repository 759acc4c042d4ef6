//! JSON Web Signatures and keys, as thin as access tokens need them.
//!
//! Only asymmetric signatures in the compact form exist here ([RFC 7515]), with four algorithms
//! ([`Algorithm`]) over `ring`. What a verifier must not be talked into is not offered:
//! no `none`, no HMAC, no keys out of a header (`jwk`, `jku`, `x5c`, `x5u` are ignored), no
//! `crit` extension, no unencoded payload ([RFC 7797]), and one algorithm per key, pinned by the
//! key ([RFC 8725] 3.1).
//!
//! * [`Jwk`] and [`JwkSet`]: public keys, checked when they are read ([RFC 7517]).
//! * [`VerifyingKey`]: a key made ready to verify; [`CompactJws`] reads and verifies a token.
//! * [`SigningKey`]: a private key with its protected headers encoded once.
//! * [`base64url`] and [`strict_json`]: the two encodings, without their usual leniency.
//!
//! [RFC 7515]: https://www.rfc-editor.org/rfc/rfc7515
//! [RFC 7517]: https://www.rfc-editor.org/rfc/rfc7517
//! [RFC 7797]: https://www.rfc-editor.org/rfc/rfc7797
//! [RFC 8725]: https://www.rfc-editor.org/rfc/rfc8725

mod alg;
pub mod base64url;
mod compact;
mod ec_point;
mod header;
mod jwk;
mod jwk_error;
mod jwk_members;
mod jwk_set;
mod jws;
mod public_key;
mod rsa_key;
mod sign;
pub mod strict_json;
mod verifying_key;

pub use alg::{Algorithm, UnknownAlgorithm};
pub(crate) use compact::CompactParts;
pub use header::JwsHeader;
pub use jwk::Jwk;
pub use jwk_error::JwkError;
pub use jwk_set::{JwkSet, MAX_SET_BYTES, SkippedKey};
pub use jws::{CompactJws, JwsError, MAX_COMPACT_BYTES};
pub use public_key::PublicKey;
pub use sign::{SignError, SigningKey, SigningKeyError, TokenType};
pub use verifying_key::{SignatureRefused, VerifyingKey};
