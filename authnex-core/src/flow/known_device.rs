use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

use crate::{
    foundation::{Entropy, RequestContext, TenantScope, UserId},
    throttle::ThrottleKind,
};

/// Entries that one browser keeps; more people than these seldom share one.
const MOST: usize = 8;

const NONCE_BYTES: usize = 12;
const NONCE_LENGTH: usize = 16;
const MAC_BYTES: usize = 16;
const ENTRY_LENGTH: usize = 38;

/// The entry by which this browser shows that the user has signed in with it before, if it has one. It lends the
/// browser a counter of its own, and nothing else: see docs/adr.
pub(crate) fn known_mark<'c>(
    scope: &TenantScope,
    user: UserId,
    context: &'c RequestContext,
) -> Option<&'c str> {
    entries(context).find(|entry| is_of(scope, user, entry))
}

/// What the browser is to keep from this sign-in on: a fresh entry before those of others.
pub(crate) fn note_device(
    scope: &TenantScope,
    user: UserId,
    context: &RequestContext,
    entropy: &dyn Entropy,
) -> String {
    let mut bytes = [0; NONCE_BYTES];
    entropy.fill(&mut bytes);
    let nonce = URL_SAFE_NO_PAD.encode(bytes);
    let fresh = format!("{nonce}{}", mac(scope, user, &nonce));
    let others = entries(context).filter(|entry| !is_of(scope, user, entry));
    let all: Vec<&str> = std::iter::once(fresh.as_str())
        .chain(others)
        .take(MOST)
        .collect();
    all.join(".")
}

fn entries(context: &RequestContext) -> impl Iterator<Item = &str> {
    let text = context.device.as_deref().unwrap_or_default();
    text.split('.')
        .filter(|entry| entry.len() == ENTRY_LENGTH && entry.is_ascii())
        .take(MOST)
}

fn is_of(scope: &TenantScope, user: UserId, entry: &str) -> bool {
    entry
        .split_at_checked(NONCE_LENGTH)
        .is_some_and(|(nonce, given)| {
            mac(scope, user, nonce)
                .as_bytes()
                .ct_eq(given.as_bytes())
                .into()
        })
}

fn mac(scope: &TenantScope, user: UserId, nonce: &str) -> String {
    let key = &scope.snapshot().data_key;
    let label = ThrottleKind::Known.as_str();
    let hash = key.code_hash(label, &format!("entry\n{user}\n{nonce}"));
    let short = hash.as_bytes().get(..MAC_BYTES).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(short)
}
