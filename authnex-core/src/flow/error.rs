use crate::{
    password::HashError, signing_key::GenerateKeyError, store::StoreError, token::IssueError,
};

/// What the caller cannot mend: for the log, never for the answer.
#[derive(Debug, thiserror::Error)]
pub enum InternalError {
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Hashing was not possible.
    #[error(transparent)]
    Hash(HashError),
    /// A sealed value or a key is damaged, or the ring does not fit.
    #[error("keys: {0}")]
    Keys(String),
    /// A mail could not be written.
    #[error("mail: {0}")]
    Mail(String),
}

impl InternalError {
    /// Whether trying again in a moment may help.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(
            self,
            Self::Store(StoreError::Busy | StoreError::Conflict | StoreError::Unavailable(_))
        )
    }
}

impl InternalError {
    /// Whether the caller sent a text that no store keeps.
    #[must_use]
    pub const fn is_unstorable_text(&self) -> bool {
        matches!(self, Self::Store(StoreError::UnstorableText))
    }
}

impl From<IssueError> for InternalError {
    fn from(error: IssueError) -> Self {
        Self::Keys(error.to_string())
    }
}

impl From<GenerateKeyError> for InternalError {
    fn from(error: GenerateKeyError) -> Self {
        Self::Keys(error.to_string())
    }
}

/// Turns a failed hash into the flow's own `Busy` or `Internal`.
macro_rules! from_hash_error {
    ($error:ty) => {
        impl From<crate::password::HashError> for $error {
            fn from(error: crate::password::HashError) -> Self {
                match error {
                    crate::password::HashError::Busy {
                        retry_after_seconds,
                    } => Self::Busy {
                        retry_after_seconds,
                    },
                    other => Self::Internal(crate::flow::InternalError::Hash(other)),
                }
            }
        }
    };
}

/// Turns what the caller cannot mend into the flow's own `Internal`.
macro_rules! from_internal {
    ($error:ty) => {
        impl From<crate::store::StoreError> for $error {
            fn from(error: crate::store::StoreError) -> Self {
                Self::Internal(error.into())
            }
        }

        impl From<crate::flow::InternalError> for $error {
            fn from(error: crate::flow::InternalError) -> Self {
                Self::Internal(error)
            }
        }
    };
}

pub(crate) use {from_hash_error, from_internal};
