use super::{InternalError, error::from_internal};

/// Why a user stays as is, though an administrator wants it otherwise.
#[derive(Debug, thiserror::Error)]
pub enum UserChangeError {
    /// The user was changed since the caller looked.
    #[error("the user was changed meanwhile")]
    Changed,
    /// Nobody else could run the organization.
    #[error("this is the last active owner")]
    LastOwner,
    /// There is no password that could be replaced.
    #[error("the user has no password")]
    NoPassword,
    /// Nobody does this to the own account.
    #[error("this is the caller's own account")]
    Own,
    /// There is no such user.
    #[error("there is no such user")]
    Unknown,
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(InternalError),
}

from_internal!(UserChangeError);
