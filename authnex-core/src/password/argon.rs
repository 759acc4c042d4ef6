use argon2::{Algorithm, Argon2, Block, Params, Version};
use subtle::ConstantTimeEq;

use super::{
    HashParams, ImportError,
    parts::{self, Parameters},
};

/// Memory for one hash at a time, kept between hashes: a fresh allocation of 19 MiB costs a tenth of the hash.
#[derive(Default)]
pub(super) struct Arena(Vec<Block>);

impl Arena {
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

const OUTPUT: usize = 32;

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
            parallelism: params.number("p", 1..=4)?,
        };
        params.end()?;
        parsed.check().map_err(|_| ImportError::Bound("m"))?;
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

    /// Whether it is what this engine would make now.
    pub(super) fn is_current(&self, params: &HashParams) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && self.params == *params
            && self.hash.len() == OUTPUT
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
