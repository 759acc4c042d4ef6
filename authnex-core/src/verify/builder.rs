use std::fmt;

use super::{
    KeyRefresh, KeySource, Verifier,
    verifier::{Clock, Expectations},
};
use crate::jose::{Algorithm, JwkSet};

/// The tolerance for clocks that differ, unless another is chosen, in seconds.
pub const DEFAULT_LEEWAY_SECONDS: u64 = 5;

/// The longest tolerance, in seconds: more would keep expired tokens alive.
pub const MAX_LEEWAY_SECONDS: u64 = 60;

/// Says what tokens a [`Verifier`] takes; made by [`Verifier::builder`].
#[must_use = "call build()"]
pub struct VerifierBuilder {
    expectations: Expectations,
    keys: JwkSet,
    source: Option<Box<dyn KeySource>>,
    refresh: KeyRefresh,
    clock: Clock,
}

impl VerifierBuilder {
    pub(super) fn new(issuer: String, clock: Clock) -> Self {
        Self {
            expectations: Expectations {
                issuer,
                audiences: Vec::new(),
                algorithms: vec![Algorithm::EdDsa, Algorithm::Es256, Algorithm::Rs256],
                leeway_seconds: DEFAULT_LEEWAY_SECONDS,
            },
            keys: JwkSet::default(),
            source: None,
            refresh: KeyRefresh::default(),
            clock,
        }
    }

    /// Adds a name by which this resource server is known; a token must be meant for one of them.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.expectations.audiences.push(audience.into());
        self
    }

    /// The algorithms allowed, instead of EdDSA, ES256 and RS256.
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.expectations.algorithms = algorithms.into_iter().collect();
        self
    }

    /// The tolerance for clocks that differ, instead of 5 seconds; at most 60.
    pub const fn leeway_seconds(mut self, seconds: u64) -> Self {
        self.expectations.leeway_seconds = seconds;
        self
    }

    /// The issuer's public keys. Without them every token is refused until a [`KeySource`] or
    /// [`Verifier::replace_keys`] brings some.
    pub fn keys(mut self, keys: JwkSet) -> Self {
        self.keys = keys;
        self
    }

    /// Whom to ask when a token names an unknown key.
    pub fn key_source(mut self, source: impl KeySource + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// The shortest time between two fetches of the key set, instead of 60 seconds.
    pub fn refresh_interval_seconds(mut self, seconds: u64) -> Self {
        self.refresh = KeyRefresh::new(seconds);
        self
    }

    /// The clock of [`Verifier::verify_now`], in seconds since 1970, instead of the system's.
    pub fn with_clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Makes the verifier.
    ///
    /// # Errors
    /// [`VerifierConfigError`] names what is missing or out of range.
    pub fn build(self) -> Result<Verifier, VerifierConfigError> {
        let expectations = &self.expectations;
        let is_blank = |text: &String| text.is_empty();
        if is_blank(&expectations.issuer) {
            return Err(VerifierConfigError::NoIssuer);
        }
        if expectations.audiences.is_empty() || expectations.audiences.iter().any(is_blank) {
            return Err(VerifierConfigError::NoAudience);
        }
        if expectations.algorithms.is_empty() {
            return Err(VerifierConfigError::NoAlgorithm);
        }
        if expectations.leeway_seconds > MAX_LEEWAY_SECONDS {
            return Err(VerifierConfigError::LeewayTooLong {
                seconds: expectations.leeway_seconds,
            });
        }
        Ok(Verifier::new(
            self.expectations,
            &self.keys,
            self.source,
            self.refresh,
            self.clock,
        ))
    }
}

impl fmt::Debug for VerifierBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VerifierBuilder")
            .field("expectations", &self.expectations)
            .field("keys", &self.keys)
            .field("refresh", &self.refresh)
            .finish_non_exhaustive()
    }
}

/// Why a verifier cannot be made.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifierConfigError {
    /// The leeway is above the limit.
    #[error("a leeway of {seconds} s is too long; at most 60 s are accepted")]
    LeewayTooLong {
        /// The leeway asked for.
        seconds: u64,
    },
    /// The list of algorithms is empty.
    #[error("name at least one algorithm")]
    NoAlgorithm,
    /// No audience was named, or an empty one.
    #[error("name the audience that tokens for this server carry in `aud`")]
    NoAudience,
    /// The issuer is empty.
    #[error("name the issuer exactly as it stands in `iss`")]
    NoIssuer,
}
