use uuid::Uuid;

use super::UserHandle;

/// For whom a passkey is made, as the authenticator shows it.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(feature = "passkeys"),
    expect(dead_code, reason = "a build without passkeys has no relying party")
)]
pub(crate) struct Registrant<'a> {
    pub(crate) handle: UserHandle,
    /// The sign-in name and the tenant, since tenants share the relying party: `alice@… (Acme)`.
    pub(crate) account: &'a str,
    pub(crate) display_name: &'a str,
    pub(crate) organization: &'a str,
}

/// A verified registration.
#[derive(Clone, Debug)]
#[must_use = "a verified registration that is not stored was asked for in vain"]
pub(crate) struct Registered {
    pub(crate) credential_id: Vec<u8>,
    /// As JSON.
    pub(crate) credential: String,
    pub(crate) aaguid: Option<Uuid>,
    pub(crate) counter: u32,
    /// Whether the key may leave its device (WebAuthn's BE).
    pub(crate) backup_eligible: bool,
    pub(crate) backed_up: bool,
}

/// What an answer claims, before anything of it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Presented {
    pub(crate) credential_id: Vec<u8>,
    pub(crate) user_handle: Option<UserHandle>,
}

/// A verified answer: who holds the passkey was there, and was verified by the authenticator.
#[derive(Clone, Copy, Debug)]
#[must_use = "a verified answer that opens nothing was asked for in vain"]
pub(crate) struct Assertion {
    pub(crate) counter: u32,
    /// Whether the key may leave its device (WebAuthn's BE).
    pub(crate) backup_eligible: bool,
    pub(crate) backed_up: bool,
}

/// Why a ceremony fails.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(
    not(feature = "passkeys"),
    expect(dead_code, reason = "a build without passkeys has no relying party")
)]
pub(crate) enum CeremonyError {
    /// The passkey's counter did not rise: it may have been copied (WebAuthn 6.1.1).
    #[error("the passkey's counter did not rise")]
    CounterDidNotRise,
    /// It is not the JSON form of a credential (WebAuthn 5.1).
    #[error("not a credential as JSON: {0}")]
    Malformed(String),
    /// It is not verified. What is wrong is for the log, not for the answer.
    #[error("the passkey was not verified: {0}")]
    Refused(String),
}
