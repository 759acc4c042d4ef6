use super::jwk_error::JwkError;

/// Checks an RSA public key, both numbers big-endian without leading zeros.
pub(super) fn check(modulus: &[u8], exponent: &[u8]) -> Result<(), JwkError> {
    let bits = bit_length(modulus);
    if !(MIN_MODULUS_BITS..=MAX_MODULUS_BITS).contains(&bits) {
        return Err(JwkError::RsaModulusBits { bits });
    }
    if !is_odd(modulus) {
        return Err(JwkError::RsaModulusEven);
    }
    check_exponent(exponent)?;
    if is_roca(modulus) {
        return Err(JwkError::RocaModulus);
    }
    Ok(())
}

/// RFC 7518 3.3 and 3.5 set the lower bound; the upper one keeps a hostile key from costing
/// seconds, and is `ring`'s.
const MIN_MODULUS_BITS: usize = 2048;
const MAX_MODULUS_BITS: usize = 8192;

/// Five bytes and 2^33 - 1 are `ring`'s bounds: a verification costs time by the exponent's length.
fn check_exponent(exponent: &[u8]) -> Result<(), JwkError> {
    if exponent.len() > 5 {
        return Err(JwkError::RsaExponent);
    }
    let value = exponent
        .iter()
        .fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
    if !(3..1 << 33).contains(&value) || value % 2 == 0 {
        return Err(JwkError::RsaExponent);
    }
    Ok(())
}

fn bit_length(number: &[u8]) -> usize {
    number.first().map_or(0, |first| {
        number.len() * 8 - usize::try_from(first.leading_zeros()).unwrap_or(0)
    })
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last % 2 == 1)
}

/// CVE-2017-15361: primes of the affected chips are `k * M + (65537^a mod M)` with M the product
/// of the first primes, so the modulus is a power of 65537 modulo each of them. A sound modulus
/// passes for one with probability of about 2^-28.
fn is_roca(modulus: &[u8]) -> bool {
    ROCA_PRIMES.into_iter().all(|prime| {
        let residue = modulus.iter().fold(0_u32, |rest, byte| {
            ((rest << 8) | u32::from(*byte)) % u32::from(prime)
        });
        is_power_of_65537(residue, u32::from(prime))
    })
}

fn is_power_of_65537(residue: u32, prime: u32) -> bool {
    let generator = 65_537 % prime;
    let mut power = 1;
    loop {
        if power == residue {
            return true;
        }
        power = power * generator % prime;
        if power == 1 {
            return false;
        }
    }
}

/// Of the first 39 primes those modulo which 65537 does not generate every residue; the others
/// tell nothing.
const ROCA_PRIMES: [u8; 17] = [
    11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157,
];
