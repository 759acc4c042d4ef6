//! One-time tokens by purpose: one primitive for whatever may be used once.
//!
//! A token of one purpose is useless at another: the purpose is part of the key under which its hash is
//! stored. One guarded UPDATE decides who consumes it ([`OneTimeWrites::consume_one_time`]).

use async_trait::async_trait;

use crate::{
    foundation::{Timestamp, TokenHash, UserId},
    store::{Consumed, StoreError},
};

/// Why a text is no purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a purpose has 1 to 40 of a-z, 0-9, '-'")]
pub struct PurposeError;

/// What a one-time token is good for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OneTimePurpose(String);

impl OneTimePurpose {
    /// A purpose of the embedding application, kept apart from AuthNex's own: 1 to 40 of a-z, 0-9, `-`.
    ///
    /// # Errors
    /// [`PurposeError`] if the name has another shape.
    pub fn application(name: &str) -> Result<Self, PurposeError> {
        let fits = (1..=40).contains(&name.len())
            && name
                .bytes()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-');
        fits.then(|| Self(format!("app:{name}")))
            .ok_or(PurposeError)
    }

    /// A mailed code that replaces an address.
    pub(crate) fn change_email_code() -> Self {
        Self("change-email-code".to_owned())
    }

    /// A mailed link that replaces an address.
    pub(crate) fn change_email() -> Self {
        Self("change-email".to_owned())
    }

    /// A ceremony that adds a passkey in a sign-in which wants a second factor enrolled.
    pub(crate) fn passkey_enrolment() -> Self {
        Self("passkey-enrolment".to_owned())
    }

    /// A ceremony that makes the passkey with which an invitation is accepted.
    pub(crate) fn passkey_invitation() -> Self {
        Self("passkey-invitation".to_owned())
    }

    /// A ceremony that adds a passkey.
    pub(crate) fn passkey_registration() -> Self {
        Self("passkey-registration".to_owned())
    }

    /// A ceremony that signs in by passkey.
    pub(crate) fn passkey_sign_in() -> Self {
        Self("passkey-sign-in".to_owned())
    }

    /// A ceremony by which whoever is signed in shows again to be the user.
    pub(crate) fn passkey_step_up() -> Self {
        Self("passkey-step-up".to_owned())
    }

    /// A mailed code that sets another password.
    pub(crate) fn reset_code() -> Self {
        Self("reset-code".to_owned())
    }

    /// A mailed link that sets another password.
    pub(crate) fn reset_password() -> Self {
        Self("reset-password".to_owned())
    }

    /// A mailed code that signs in.
    pub(crate) fn sign_in_code() -> Self {
        Self("sign-in-code".to_owned())
    }

    /// A mailed link that signs in.
    pub(crate) fn sign_in_link() -> Self {
        Self("sign-in-link".to_owned())
    }

    /// A mailed link that unlocks an account.
    pub(crate) fn unlock_account() -> Self {
        Self("unlock-account".to_owned())
    }

    /// A mailed code that verifies an address.
    pub(crate) fn verify_code() -> Self {
        Self("verify-code".to_owned())
    }

    /// A mailed link that verifies an address.
    pub(crate) fn verify_email() -> Self {
        Self("verify-email".to_owned())
    }

    /// The stored name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What was put into a one-time token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeGrant {
    /// The user it is about.
    pub user: Option<UserId>,
    /// What the issuer wants back, at most 4096 bytes.
    pub data: String,
}

/// A one-time token about to be stored.
#[derive(Clone, Debug)]
pub struct NewOneTime {
    /// What it is good for.
    pub purpose: OneTimePurpose,
    /// Its hash.
    pub hash: TokenHash,
    /// What is in it.
    pub grant: OneTimeGrant,
    /// When it is issued.
    pub created_at: Timestamp,
    /// Until when it may be used.
    pub expires_at: Timestamp,
}

/// Reads of one-time tokens.
#[async_trait]
pub trait OneTimeReads: Send + Sync {
    /// What is in the token, if it is of this purpose, unused and not expired. It decides nothing: whoever
    /// consumes it does.
    async fn find_one_time(
        &self,
        purpose: &OneTimePurpose,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<OneTimeGrant>, StoreError>;
    /// What is in the user's token of this purpose that is unused and not expired; in any of them, if there are
    /// several. It decides nothing.
    async fn find_one_time_of(
        &self,
        user: UserId,
        purpose: &OneTimePurpose,
        now: Timestamp,
    ) -> Result<Option<OneTimeGrant>, StoreError>;
}

/// Writes of one-time tokens.
#[async_trait]
pub trait OneTimeWrites: Send + Sync {
    /// Stores a token.
    async fn insert_one_time(&self, new: &NewOneTime) -> Result<(), StoreError>;
    /// Consumes the token if it is of this purpose, unused and not expired: one statement decides.
    async fn consume_one_time(
        &self,
        purpose: &OneTimePurpose,
        hash: &TokenHash,
        now: Timestamp,
    ) -> Result<Consumed<OneTimeGrant>, StoreError>;
    /// Makes all of a user's unused tokens of this purpose useless; says how many there were.
    async fn spend_one_times_of(
        &self,
        user: UserId,
        purpose: &OneTimePurpose,
        now: Timestamp,
    ) -> Result<u64, StoreError>;
}
