use async_trait::async_trait;

/// Why it could not be said whether a password is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("breached passwords could not be looked up: {0}")]
pub struct BreachedPasswordsError(pub String);

/// Knows passwords from breaches. Asked for each new password that does otherwise, outside of any unit of work.
///
/// While it cannot answer, passwords are taken without it and the log says so: nobody is kept from a new password by
/// an outage of a list.
#[async_trait]
pub trait BreachedPasswords: std::fmt::Debug + Send + Sync + 'static {
    /// Whether the password with this SHA-1 is known.
    ///
    /// # Errors
    /// [`BreachedPasswordsError`] when it cannot say.
    async fn contains(&self, sha1: &[u8; 20]) -> Result<bool, BreachedPasswordsError>;
}
