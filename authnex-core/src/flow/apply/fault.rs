use std::fmt;

use crate::{
    flow::{FieldFault, InternalError},
    store::StoreError,
};

/// One thing that is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFault {
    /// Where: `tenants[0].users[2].email`; empty for the document as a whole.
    pub path: String,
    /// What to do about it; never a secret.
    pub detail: String,
}

impl DocumentFault {
    pub(super) fn new(path: impl Into<String>, detail: impl ToString) -> Self {
        Self {
            path: path.into(),
            detail: detail.to_string(),
        }
    }

    /// A fault of a flow's input that came from an entry of the document.
    pub(super) fn of_field(entry: &str, fault: &FieldFault) -> Self {
        Self::new(format!("{entry}.{}", fault.field), &fault.detail)
    }
}

impl fmt::Display for DocumentFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.detail),
            path => write!(f, "{path}: {}", self.detail),
        }
    }
}

/// All that is wrong with a document, in its order. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentError(pub Vec<DocumentFault>);

/// The most faults that are told in one line.
const TOLD: usize = 20;

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, fault) in self.0.iter().take(TOLD).enumerate() {
            let parting = if position == 0 { "" } else { "; " };
            write!(f, "{parting}{fault}")?;
        }
        match self.0.len().saturating_sub(TOLD) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

impl std::error::Error for DocumentError {}

/// Why a document was not applied, or not whole.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The document does not do; nothing was written.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Something could not be done. What stands before it in the document is done: apply it again.
    #[error("{path}: {detail}")]
    Failed {
        /// What of the document.
        path: String,
        /// Why.
        detail: String,
    },
    /// What the caller cannot mend.
    #[error(transparent)]
    Internal(#[from] InternalError),
}

impl From<crate::password::HashError> for ApplyError {
    fn from(error: crate::password::HashError) -> Self {
        Self::Internal(InternalError::Hash(error))
    }
}

impl ApplyError {
    pub(crate) fn failed(path: &str, detail: impl ToString) -> Self {
        Self::Failed {
            path: path.to_owned(),
            detail: detail.to_string(),
        }
    }
}

impl From<StoreError> for ApplyError {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}
