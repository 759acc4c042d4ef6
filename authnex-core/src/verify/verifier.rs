use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::{SystemTime, UNIX_EPOCH},
};

use super::{
    AccessToken, KeyRefresh, KeySource, VerifierBuilder, VerifyError, claims,
    key_table::{KeyTable, KnownKey},
};
use crate::jose::{Algorithm, CompactParts, JwkSet, JwsHeader};

/// Verifies access tokens of one issuer for one resource server. Share it: it is `Send` and
/// `Sync`, and its keys can be replaced while it is in use.
pub struct Verifier {
    expectations: Expectations,
    keys: RwLock<Arc<KeyTable>>,
    source: Option<Box<dyn KeySource>>,
    refresh: KeyRefresh,
    clock: Clock,
}

/// What a token must be.
#[derive(Debug)]
pub(super) struct Expectations {
    pub(super) issuer: String,
    pub(super) audiences: Vec<String>,
    pub(super) algorithms: Vec<Algorithm>,
    pub(super) leeway_seconds: u64,
}

pub(super) type Clock = Box<dyn Fn() -> u64 + Send + Sync>;

impl Verifier {
    /// Begins a verifier for tokens of `issuer`, which must equal their `iss` to the letter:
    /// scheme, case and a final slash count (RFC 9068 4).
    pub fn builder(issuer: impl Into<String>) -> VerifierBuilder {
        VerifierBuilder::new(issuer.into(), Box::new(system_time))
    }

    pub(super) fn new(
        expectations: Expectations,
        keys: &JwkSet,
        source: Option<Box<dyn KeySource>>,
        refresh: KeyRefresh,
        clock: Clock,
    ) -> Self {
        Self {
            expectations,
            keys: RwLock::new(Arc::new(KeyTable::new(keys))),
            source,
            refresh,
            clock,
        }
    }

    /// Verifies a token as of `now_unix`, in seconds since 1970 (UTC).
    ///
    /// # Errors
    /// One variant of [`VerifyError`] per cause.
    pub fn verify(&self, token: &str, now_unix: u64) -> Result<AccessToken, VerifyError> {
        let parts = CompactParts::split(token)?;
        let known = self.select_key(&parts, now_unix)?;
        let payload = parts.verify(known.key())?;
        known.accept_header(parts.encoded_header());
        let token = claims::parse(&payload)?;
        self.expectations.check(&token, now_unix)?;
        Ok(token)
    }

    /// As [`Self::verify`], for whatever audience the token is: for the issuer itself, whose tokens they all are.
    #[cfg(feature = "engine")]
    pub(crate) fn verify_own(
        &self,
        token: &str,
        now_unix: u64,
    ) -> Result<AccessToken, VerifyError> {
        let parts = CompactParts::split(token)?;
        let known = self.select_key(&parts, now_unix)?;
        let payload = parts.verify(known.key())?;
        let token = claims::parse(&payload)?;
        match self.expectations.check(&token, now_unix) {
            Ok(()) => Ok(token),
            // Issuer first, then audience, then the times: what comes behind the audience is checked here.
            Err(VerifyError::Audience) => self
                .expectations
                .check_times(&token, now_unix)
                .map(|()| token),
            Err(error) => Err(error),
        }
    }

    /// Verifies a token as of now.
    ///
    /// # Errors
    /// One variant of [`VerifyError`] per cause.
    pub fn verify_now(&self, token: &str) -> Result<AccessToken, VerifyError> {
        self.verify(token, (self.clock)())
    }

    /// Puts the issuer's key set, fetched anew, in the place of the one in use. Keys that are no
    /// longer in it verify nothing from now on.
    pub fn replace_keys(&self, keys: &JwkSet) {
        let table = Arc::new(KeyTable::new(keys));
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = table;
    }

    /// Whether the key set may be fetched after [`VerifyError::UnknownKey`]: true once per refresh
    /// interval. For callers that fetch themselves.
    pub fn may_refresh(&self, now_unix: u64) -> bool {
        self.refresh.permit(now_unix)
    }

    /// The key that the header asks for, when the header is one that this verifier takes.
    fn select_key(
        &self,
        parts: &CompactParts<'_>,
        now_unix: u64,
    ) -> Result<Arc<KnownKey>, VerifyError> {
        let table = self.table();
        if let Some(known) = table.find_by_header(parts.encoded_header()) {
            return Ok(Arc::clone(known));
        }
        let header = parts.read_header()?;
        let kid = self.check_header(&header)?;
        let known = match table.find(kid) {
            Some(known) => Arc::clone(known),
            None => self.fetch_key(kid, now_unix)?,
        };
        if header.algorithm != known.key().algorithm() {
            return Err(VerifyError::AlgorithmMismatch);
        }
        Ok(known)
    }

    /// Type, algorithm and presence of a key name, before any key is touched.
    fn check_header<'a>(&self, header: &'a JwsHeader) -> Result<&'a str, VerifyError> {
        let is_access_token = header.typ.as_ref().is_some_and(|typ| {
            // A media type without a slash stands for `application/` (RFC 7515 4.1.9).
            typ.eq_ignore_ascii_case("at+jwt") || typ.eq_ignore_ascii_case("application/at+jwt")
        });
        if !is_access_token {
            return Err(VerifyError::WrongType);
        }
        if !self.expectations.algorithms.contains(&header.algorithm) {
            return Err(VerifyError::AlgorithmNotAllowed);
        }
        header.kid.as_deref().ok_or(VerifyError::MissingKeyId)
    }

    /// Asks the source, if there is one and it is time, for a set that holds the key.
    fn fetch_key(&self, kid: &str, now_unix: u64) -> Result<Arc<KnownKey>, VerifyError> {
        if let Some(source) = &self.source
            && self.refresh.permit(now_unix)
            && let Some(keys) = source.refresh(kid)
        {
            self.replace_keys(&keys);
        }
        let known = self.table().find(kid).map(Arc::clone);
        known.ok_or_else(|| VerifyError::UnknownKey {
            kid: kid.to_owned(),
        })
    }

    fn table(&self) -> Arc<KeyTable> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Verifier")
            .field("expectations", &self.expectations)
            .field("keys", &self.table())
            .field("refresh", &self.refresh)
            .finish_non_exhaustive()
    }
}

impl Expectations {
    fn check(&self, token: &AccessToken, now: u64) -> Result<(), VerifyError> {
        if token.iss != self.issuer {
            return Err(VerifyError::Issuer);
        }
        if !token.aud.iter().any(|name| self.audiences.contains(name)) {
            return Err(VerifyError::Audience);
        }
        self.check_times(token, now)
    }

    fn check_times(&self, token: &AccessToken, now: u64) -> Result<(), VerifyError> {
        // "on or after which" the token ends (RFC 7519 4.1.4).
        if now >= token.exp.saturating_add(self.leeway_seconds) {
            return Err(VerifyError::Expired);
        }
        let latest_start = now.saturating_add(self.leeway_seconds);
        if token.nbf.is_some_and(|nbf| nbf > latest_start) {
            return Err(VerifyError::NotYetValid);
        }
        if token.iat > latest_start {
            return Err(VerifyError::IssuedInFuture);
        }
        Ok(())
    }
}

/// Seconds since 1970; 0 on a clock set before that, where every token is from the future.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where a verifier without an injected clock reads the system's"
)]
fn system_time() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs())
}
