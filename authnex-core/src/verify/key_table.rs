use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use crate::jose::{JwkSet, VerifyingKey};

/// The keys of a set by name, ready to verify. A key without a name can never be asked for.
#[derive(Debug, Default)]
pub(super) struct KeyTable(HashMap<String, Arc<KnownKey>>);

/// A key, and the encoded header with which a token of its has verified. An issuer writes the same
/// header into every token of a key, and the same text always passes the same checks: a header
/// that stands here need not be decoded again. Only a token that verified puts one in.
#[derive(Debug)]
pub(super) struct KnownKey {
    key: VerifyingKey,
    accepted_header: OnceLock<Box<str>>,
}

/// Beyond this many keys comparing headers would cost more than reading one.
const COMPARED_HEADERS: usize = 8;

impl KeyTable {
    pub(super) fn new(set: &JwkSet) -> Self {
        let named = set.keys().iter().filter_map(|jwk| {
            let known = KnownKey {
                key: VerifyingKey::from(jwk),
                accepted_header: OnceLock::new(),
            };
            Some((jwk.kid()?.to_owned(), Arc::new(known)))
        });
        Self(named.collect())
    }

    pub(super) fn find(&self, kid: &str) -> Option<&Arc<KnownKey>> {
        self.0.get(kid)
    }

    pub(super) fn find_by_header(&self, encoded: &str) -> Option<&Arc<KnownKey>> {
        let mut first = self.0.values().take(COMPARED_HEADERS);
        first.find(|known| known.accepted_header.get().map(AsRef::as_ref) == Some(encoded))
    }
}

impl KnownKey {
    pub(super) const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    pub(super) fn accept_header(&self, encoded: &str) {
        self.accepted_header.get_or_init(|| encoded.into());
    }
}
