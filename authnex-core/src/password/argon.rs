use argon2::{Algorithm, Argon2, Block, Params, Version};
use subtle::ConstantTimeEq;

use super::{
    HashKind, HashParams, ImportError,
    parts::{self, Parameters},
};

/// Memory for one hash at a time, kept between hashes: a fresh allocation of 19 MiB costs a tenth of the hash.
#[derive(Default)]
pub(super) struct Arena(Vec<Block>);

impl Arena {
    /// Blocks of 1 KiB that are kept between hashes: 64 MiB.
    const KEPT: usize = 65_536;

    /// Gives back what a dearer hash than usual asked for: else one of them would hold its memory for good.
    pub(super) fn shrink(&mut self) {
        if self.0.len() > Self::KEPT {
            self.0 = Vec::new();
        }
    }

    fn blocks(&mut self, count: usize) -> &mut [Block] {
        if self.0.len() < count {
            self.0.resize(count, Block::new());
        }
        // Longer than asked for after a dearer hash: the slice must be exact.
        self.0.get_mut(..count).unwrap_or(&mut [])
    }
}

/// An Argon2 hash in PHC form: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
pub(super) struct ArgonHash {
    algorithm: Algorithm,
    version: Version,
    params: HashParams,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

/// Bytes of a hash that this engine makes.
const OUTPUT: usize = 32;

/// Bytes of its salt.
pub(super) const SALT: usize = 16;

/// What an import may ask for, beside the ranges of [`HashParams`]: 256 MiB, and 1 GiB written in all passes
/// together, which is about a second of a thread.
const IMPORT_MEMORY_KIB: u32 = 262_144;
const IMPORT_WORK_KIB: u32 = 1_048_576;

/// Lanes are computed one after the other, so more of them than a policy may ask for cost nothing.
const LANES: std::ops::RangeInclusive<u32> = 1..=16;

impl ArgonHash {
    pub(super) fn parse(kind: &str, segments: &[&str]) -> Result<Self, ImportError> {
        let algorithm = match kind {
            "argon2id" => Algorithm::Argon2id,
            "argon2i" => Algorithm::Argon2i,
            "argon2d" => Algorithm::Argon2d,
            _ => return Err(ImportError::Unknown),
        };
        // Version 1.0 hashes have no version segment.
        let (version, rest) = match segments {
            ["v=19", rest @ ..] => (Version::V0x13, rest),
            all => (Version::V0x10, all.strip_prefix(&["v=16"]).unwrap_or(all)),
        };
        let [params, salt, hash] = rest else {
            return Err(ImportError::Format);
        };
        let mut params = Parameters::parse(params)?;
        let parsed = HashParams {
            memory_kib: params.number("m", 8..=1_048_576)?,
            iterations: params.number("t", 1..=16)?,
            parallelism: params.number("p", LANES)?,
        };
        params.end()?;
        // RFC 9106 section 3.1: at least eight blocks for each lane.
        if parsed.memory_kib < 8 * parsed.parallelism {
            return Err(ImportError::Bound("m"));
        }
        let salt = parts::salt(parts::decode(salt)?)?;
        if salt.len() < 8 {
            return Err(ImportError::Bound("salt length"));
        }
        Ok(Self {
            algorithm,
            version,
            params: parsed,
            salt,
            hash: parts::hash(parts::decode(hash)?)?,
        })
    }

    /// Bounds the cost of a hash that somebody else made. One that this engine made is bounded by the policy
    /// it was made under.
    pub(super) fn check_import(&self) -> Result<(), ImportError> {
        let params = &self.params;
        if params.memory_kib > IMPORT_MEMORY_KIB {
            return Err(ImportError::Bound("m"));
        }
        if params.memory_kib.saturating_mul(params.iterations) > IMPORT_WORK_KIB {
            return Err(ImportError::Bound("m times t"));
        }
        Ok(())
    }

    pub(super) const fn kind(&self) -> HashKind {
        match self.algorithm {
            Algorithm::Argon2d => HashKind::Argon2d,
            Algorithm::Argon2i => HashKind::Argon2i,
            Algorithm::Argon2id => HashKind::Argon2id,
        }
    }

    /// Whether it is what this engine would make now.
    pub(super) fn is_current(&self, params: &HashParams) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && self.params == *params
            && self.hash.len() == OUTPUT
            && self.salt.len() >= SALT
    }

    pub(super) fn verify(&self, password: &[u8], arena: &mut Arena) -> Option<bool> {
        let mut out = vec![0; self.hash.len()];
        derive(
            (self.algorithm, self.version),
            &self.params,
            (password, &self.salt),
            &mut out,
            arena,
        )?;
        Some(out.ct_eq(&self.hash).into())
    }
}

/// Hashes a password by Argon2id; answers the PHC form.
pub(super) fn hash(
    password: &[u8],
    salt: &[u8],
    params: &HashParams,
    arena: &mut Arena,
) -> Option<String> {
    let mut out = [0; OUTPUT];
    let kind = (Algorithm::Argon2id, Version::V0x13);
    derive(kind, params, (password, salt), &mut out, arena)?;
    Some(format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        params.memory_kib,
        params.iterations,
        params.parallelism,
        parts::encode(salt),
        parts::encode(&out),
    ))
}

fn derive(
    (algorithm, version): (Algorithm, Version),
    params: &HashParams,
    (password, salt): (&[u8], &[u8]),
    out: &mut [u8],
    arena: &mut Arena,
) -> Option<()> {
    let params = Params::new(
        params.memory_kib,
        params.iterations,
        params.parallelism,
        Some(out.len()),
    )
    .ok()?;
    let blocks = params.block_count();
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(password, salt, out, arena.blocks(blocks))
        .ok()
}
