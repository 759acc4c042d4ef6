//! An authenticator app after RFC 6238 and RFC 4226, apart from the engine's.

use authnex_core::{Secret, foundation::Timestamp};
use ring::hmac;

/// The secret that is shown, in bytes (RFC 4648 6).
fn bytes(shown: &Secret) -> Vec<u8> {
    let (mut buffer, mut bits, mut bytes) = (0_u64, 0, Vec::new());
    for c in shown.expose().bytes().filter(|c| *c != b' ') {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let five = alphabet.iter().position(|one| *one == c).unwrap() as u64;
        (buffer, bits) = ((buffer << 5) | five, bits + 5);
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xff).unwrap());
        }
    }
    bytes
}

/// What the app shows, so many steps from `now`.
pub(crate) fn code(shown: &Secret, now: Timestamp, steps: i64) -> Secret {
    let counter = now.unix_seconds() / 30 + steps;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes(shown));
    let tag = hmac::sign(&key, &counter.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag[19] & 15);
    let four: [u8; 4] = tag[offset..offset + 4].try_into().unwrap();
    let number = (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000;
    format!("{number:06}").into()
}

/// Another code than any that is right now.
pub(crate) fn wrong_code(shown: &Secret, now: Timestamp) -> Secret {
    let right: Vec<Secret> = (-1..=1).map(|steps| code(shown, now, steps)).collect();
    let wrong = (0..10).map(|n| format!("{n:06}"));
    let mut wrong = wrong.filter(|text| right.iter().all(|code| code.expose() != text));
    wrong.next().unwrap().into()
}
