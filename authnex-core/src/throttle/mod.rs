//! Counters of failures, by account and by source, and the locks that follow from them.
//!
//! They are the security counters: stored, counted inside the unit that refuses, so that the count survives
//! the refusal. Accounts are counted by the sign-in name as normalized, known or not, so that a name that
//! exists cannot be told from one that does not. Keys are HMACs: the table holds no name and no address.

use async_trait::async_trait;

use crate::{
    foundation::{CodeHash, Timestamp},
    store::StoreError,
};

/// Whose failures are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ThrottleKind {
    /// One sign-in name.
    Account,
    /// Mailed codes typed in for one sign-in name.
    Code,
    /// One sign-in name, from where its owner is known.
    Known,
    /// Mails asked for by one sign-in name.
    MailAccount,
    /// Mails asked for from one address.
    MailSource,
    /// One address (an IPv6 address by its /64).
    Source,
}

impl ThrottleKind {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Code => "code",
            Self::Known => "known",
            Self::MailAccount => "mail_account",
            Self::MailSource => "mail_source",
            Self::Source => "source",
        }
    }
}

/// One counter.
#[derive(Clone, Copy, Debug)]
pub struct ThrottleKey {
    /// Whose failures.
    pub kind: ThrottleKind,
    /// The name's or address's HMAC.
    pub key: CodeHash,
}

/// What makes a lock.
#[derive(Clone, Copy, Debug)]
pub struct ThrottleRule {
    /// Failures within the window that lock.
    pub failures: u32,
    /// The window, in seconds.
    pub window_seconds: u32,
    /// How long a first lock holds, in seconds. Each further lock holds twice as long as the one before, until nothing
    /// was wrong for as long as the longest one.
    pub lock_seconds: u32,
    /// The longest lock, in seconds; less than the first = no growth.
    pub max_lock_seconds: u32,
}

/// A counter's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThrottleState {
    /// Failures within the window.
    pub failures: u32,
    /// Until when it is locked.
    pub locked_until: Option<Timestamp>,
}

impl ThrottleState {
    /// Until when it is locked, if it is at `now`.
    #[must_use]
    pub fn locked_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.locked_until.filter(|until| *until > now)
    }
}

/// Reads of counters.
#[async_trait]
pub trait ThrottleReads: Send + Sync {
    /// The counter's state, if there ever was a failure.
    async fn find_throttle(&self, key: &ThrottleKey) -> Result<Option<ThrottleState>, StoreError>;
}

/// Writes of counters.
#[async_trait]
pub trait ThrottleWrites: Send + Sync {
    /// Counts one failure, in one statement: begins the window anew when it has passed, and locks when the
    /// rule says so. A lock that has passed begins a new window too.
    async fn count_failure(
        &self,
        key: &ThrottleKey,
        rule: &ThrottleRule,
        now: Timestamp,
    ) -> Result<ThrottleState, StoreError>;
    /// Forgets the failures.
    async fn clear_throttle(&self, key: &ThrottleKey) -> Result<(), StoreError>;
}
