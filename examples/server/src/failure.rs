//! Why a command ends with another code than 0.

use std::{fmt, process::ExitCode};

use authnex_core::{BuildError, store::StoreError};

/// A command's end, in one line with the way out.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Wrong use or configuration: exit code 2.
    Configuration(String),
    /// What was asked for did not succeed: exit code 1.
    Failed(String),
}

impl Failure {
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Configuration(_) => ExitCode::from(2),
            Self::Failed(_) => ExitCode::from(1),
        }
    }

    /// A command line that does not parse.
    pub(crate) fn usage(error: &clap::Error) -> Self {
        let text = error.to_string();
        let first: Vec<&str> = text
            .lines()
            .map(str::trim)
            .take_while(|line| !line.starts_with("Usage"))
            .filter(|line| !line.is_empty())
            .collect();
        let first = first.join(" ");
        let first = first.strip_prefix("error: ").unwrap_or(&first);
        Self::Configuration(format!("{first}; see 'authnex --help'"))
    }

    pub(crate) fn output(error: impl fmt::Display) -> Self {
        Self::Failed(format!("the output cannot be written: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(text) | Self::Failed(text) => {
                // One line, whatever an inner error says.
                f.write_str(&text.replace('\n', " "))
            }
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::BaseUrl(_)
            | BuildError::KeyRing(_)
            | BuildError::KeyRingMismatch
            | BuildError::KeyRingMissing
            | BuildError::Policy(_) => Self::Configuration(error.to_string()),
            other => Self::Failed(other.to_string()),
        }
    }
}
