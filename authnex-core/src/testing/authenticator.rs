use ring::hmac;

use crate::{Secret, foundation::Timestamp};

/// The secret that is shown, in bytes (RFC 4648 6).
fn bytes_of(shown: &Secret) -> Vec<u8> {
    let (mut buffer, mut bits, mut bytes) = (0_u64, 0, Vec::new());
    for c in shown.expose().bytes() {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let Some(five) = alphabet.iter().position(|one| *one == c) else {
            continue;
        };
        (buffer, bits) = ((buffer << 5) | five as u64, bits + 5);
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xff).unwrap_or_default());
        }
    }
    bytes
}

/// What an authenticator app with this secret, as it is shown in base32, shows so many steps of 30 seconds from
/// `now`: after RFC 6238 and RFC 4226, apart from what the engine checks codes by.
#[must_use]
pub fn authenticator_code(shown: &Secret, now: Timestamp, steps: i64) -> Secret {
    let counter = now.unix_seconds() / 30 + steps;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes_of(shown));
    let tag = hmac::sign(&key, &counter.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag.last().copied().unwrap_or_default() & 15);
    let four = tag.get(offset..offset + 4).unwrap_or_default();
    let number = four
        .iter()
        .fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000).into()
}
