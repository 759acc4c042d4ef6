use std::num::NonZeroU32;

use aes::cipher::{KeyIvInit, StreamCipher};
use ring::pbkdf2;
use subtle::ConstantTimeEq;

use super::{
    HashKind, ImportError,
    parts::{self, Parameters, number},
};

type Aes256Ctr = ctr::Ctr128BE<aes::Aes256>;

/// Bounds on what an import may cost.
const BCRYPT_COST: std::ops::RangeInclusive<u32> = 4..=14;
const PBKDF2_ROUNDS: std::ops::RangeInclusive<u32> = 1..=5_000_000;
const SCRYPT_LOG_N: std::ops::RangeInclusive<u32> = 1..=17;
const SCRYPT_R: std::ops::RangeInclusive<u32> = 1..=16;
const SCRYPT_P: std::ops::RangeInclusive<u32> = 1..=16;

/// Bytes of one scrypt lane (128 r 2^ln): 128 MiB, the costliest setting that OWASP names.
const SCRYPT_MEMORY: u64 = 128 << 20;
/// Bytes of all lanes together, which are computed one after the other.
const SCRYPT_WORK: u64 = 256 << 20;

/// A hash of another system.
pub(super) enum Imported {
    /// `$2a$`, `$2b$`, `$2y$`: the whole text is what its crate verifies.
    Bcrypt(String),
    /// `$firebase-scrypt$ln=…,r=…,sk=…,ss=…$salt$hash`: Firebase's export with the project's parameters.
    Firebase {
        cost: ScryptCost,
        signer_key: Vec<u8>,
        salt_and_separator: Vec<u8>,
        hash: Vec<u8>,
    },
    /// `$pbkdf2-sha256$i=…$salt$hash`, passlib's `$pbkdf2-sha256$rounds$…`, Django's `pbkdf2_sha256$rounds$…`.
    Pbkdf2 {
        algorithm: pbkdf2::Algorithm,
        rounds: NonZeroU32,
        salt: Vec<u8>,
        hash: Vec<u8>,
    },
    /// `$scrypt$ln=…,r=…,p=…$salt$hash`.
    Scrypt {
        cost: ScryptCost,
        salt: Vec<u8>,
        hash: Vec<u8>,
    },
}

#[derive(Clone, Copy)]
pub(super) struct ScryptCost {
    log_n: u8,
    r: u32,
    p: u32,
}

impl ScryptCost {
    /// Bounds what the numbers cost together.
    fn new(log_n: u32, r: u32, p: u32) -> Result<Self, ImportError> {
        let memory = (u64::from(r) * 128) << log_n;
        if memory > SCRYPT_MEMORY {
            return Err(ImportError::Bound("scrypt memory"));
        }
        if memory * u64::from(p) > SCRYPT_WORK {
            return Err(ImportError::Bound("scrypt work"));
        }
        let log_n = u8::try_from(log_n).map_err(|_| ImportError::Bound("ln"))?;
        Ok(Self { log_n, r, p })
    }

    fn derive(self, password: &[u8], salt: &[u8], out: &mut [u8]) -> Option<()> {
        let params = scrypt::Params::new(self.log_n, self.r, self.p).ok()?;
        scrypt::scrypt(password, salt, &params, out).ok()
    }
}

impl Imported {
    pub(super) fn parse(text: &str, segments: &[&str]) -> Result<Self, ImportError> {
        match segments {
            // Not `2x`: it marks hashes of a faulty implementation, which differ for bytes beyond ASCII.
            ["", "2a" | "2b" | "2y", cost, _] => {
                number(cost, "bcrypt cost", BCRYPT_COST)?;
                text.parse::<bcrypt::HashParts>()
                    .map_err(|_| ImportError::Format)?;
                Ok(Self::Bcrypt(text.to_owned()))
            }
            ["", "scrypt", params, salt, hash] => scrypt_phc(params, salt, hash),
            ["", "firebase-scrypt", params, salt, hash] => firebase(params, salt, hash),
            ["", kind, rounds, salt, hash] if kind.starts_with("pbkdf2") => {
                pbkdf2_dollar(kind, rounds, salt, hash)
            }
            // Django: the salt is text, not base64.
            [kind @ ("pbkdf2_sha256" | "pbkdf2_sha1"), rounds, salt, hash] => {
                pbkdf2(kind, rounds, salt.as_bytes().to_vec(), parts::decode(hash)?)
            }
            _ => Err(ImportError::Unknown),
        }
    }

    pub(super) const fn kind(&self) -> HashKind {
        match self {
            Self::Bcrypt(_) => HashKind::Bcrypt,
            Self::Firebase { .. } => HashKind::FirebaseScrypt,
            Self::Pbkdf2 { .. } => HashKind::Pbkdf2,
            Self::Scrypt { .. } => HashKind::Scrypt,
        }
    }

    pub(super) fn verify(&self, password: &[u8]) -> Option<bool> {
        match self {
            // bcrypt looks at the first 72 bytes: so did the system that made the hash.
            Self::Bcrypt(text) => bcrypt::verify(password, text).ok(),
            Self::Firebase {
                cost,
                signer_key,
                salt_and_separator,
                hash,
            } => {
                let mut key = [0; 64];
                cost.derive(password, salt_and_separator, &mut key)?;
                let mut signed = signer_key.clone();
                let key: [u8; 32] = key.get(..32)?.try_into().ok()?;
                Aes256Ctr::new(&key.into(), &[0; 16].into()).apply_keystream(&mut signed);
                Some(signed.ct_eq(hash).into())
            }
            Self::Pbkdf2 {
                algorithm,
                rounds,
                salt,
                hash,
            } => Some(pbkdf2::verify(*algorithm, *rounds, salt, password, hash).is_ok()),
            Self::Scrypt { cost, salt, hash } => {
                let mut out = vec![0; hash.len()];
                cost.derive(password, salt, &mut out)?;
                Some(out.ct_eq(hash).into())
            }
        }
    }
}

fn scrypt_phc(params: &str, salt: &str, hash: &str) -> Result<Imported, ImportError> {
    let mut params = Parameters::parse(params)?;
    let cost = ScryptCost::new(
        params.number("ln", SCRYPT_LOG_N)?,
        params.number("r", SCRYPT_R)?,
        params.number("p", SCRYPT_P)?,
    )?;
    params.end()?;
    Ok(Imported::Scrypt {
        cost,
        salt: parts::salt(parts::decode(salt)?)?,
        hash: parts::hash(parts::decode(hash)?)?,
    })
}

fn firebase(params: &str, salt: &str, hash: &str) -> Result<Imported, ImportError> {
    let mut params = Parameters::parse(params)?;
    let cost = ScryptCost::new(
        params.number("ln", SCRYPT_LOG_N)?,
        params.number("r", SCRYPT_R)?,
        1,
    )?;
    let signer_key = parts::decode(params.text("sk")?)?;
    let separator = parts::decode(params.text("ss")?)?;
    params.end()?;
    let mut salt = parts::salt(parts::decode(salt)?)?;
    salt.extend_from_slice(&separator);
    let hash = parts::hash(parts::decode(hash)?)?;
    // The hash is the signer key under a stream cipher.
    if signer_key.len() != hash.len() {
        return Err(ImportError::Bound("signer key length"));
    }
    Ok(Imported::Firebase {
        cost,
        signer_key,
        salt_and_separator: parts::salt(salt)?,
        hash,
    })
}

fn pbkdf2_dollar(
    kind: &str,
    rounds: &str,
    salt: &str,
    hash: &str,
) -> Result<Imported, ImportError> {
    // passlib writes '.' where base64 has '+', and the rounds without a name.
    let plain = |text: &str| parts::decode(&text.replace('.', "+"));
    let hash = plain(hash)?;
    let rounds = if rounds.contains('=') {
        let mut params = Parameters::parse(rounds)?;
        let rounds = params.text("i")?;
        let length = params.optional_number("l", 16..=64)?;
        params.end()?;
        if length.is_some_and(|length| usize::try_from(length) != Ok(hash.len())) {
            return Err(ImportError::Format);
        }
        rounds
    } else {
        rounds
    };
    pbkdf2(kind, rounds, plain(salt)?, hash)
}

fn pbkdf2(kind: &str, rounds: &str, salt: Vec<u8>, hash: Vec<u8>) -> Result<Imported, ImportError> {
    let algorithm = match kind {
        "pbkdf2" | "pbkdf2-sha1" | "pbkdf2_sha1" => pbkdf2::PBKDF2_HMAC_SHA1,
        "pbkdf2-sha256" | "pbkdf2_sha256" => pbkdf2::PBKDF2_HMAC_SHA256,
        "pbkdf2-sha512" => pbkdf2::PBKDF2_HMAC_SHA512,
        _ => return Err(ImportError::Unknown),
    };
    let rounds = number(rounds, "rounds", PBKDF2_ROUNDS)?;
    Ok(Imported::Pbkdf2 {
        algorithm,
        rounds: NonZeroU32::new(rounds).ok_or(ImportError::Bound("rounds"))?,
        salt: parts::salt(salt)?,
        hash: parts::hash(hash)?,
    })
}
