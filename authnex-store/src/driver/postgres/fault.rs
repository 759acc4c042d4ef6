use authnex_core::store::StoreError;
use deadpool_postgres::{PoolError, TimeoutType};
use tokio_postgres::{
    Error,
    error::{DbError, Severity, SqlState},
};

use super::bind::{DoesNotFit, HasNul};

/// What went wrong, by what may be done about it.
#[derive(Debug)]
pub(super) enum Fault {
    /// It ran into another transaction, and was undone: try it again.
    Conflict,
    /// A unique key is taken, as the server says: another transaction took it after this one had asked, and asking
    /// again tells the truth.
    Duplicate(String),
    /// The server is away, goes away, does not answer or cannot write: try again over another connection.
    Lost(String),
    /// Trying again changes nothing.
    Refused(StoreError),
}

impl Fault {
    /// No answer within so many milliseconds.
    pub(super) fn silence(limit: std::time::Duration) -> Self {
        Self::Lost(format!(
            "the database did not answer within {} ms",
            limit.as_millis()
        ))
    }

    /// The same for another observer.
    pub(super) fn again(&self) -> Self {
        match self {
            Self::Conflict => Self::Conflict,
            Self::Duplicate(what) => Self::Duplicate(what.clone()),
            Self::Lost(what) => Self::Lost(what.clone()),
            Self::Refused(StoreError::Unavailable(what)) => {
                Self::Refused(StoreError::Unavailable(what.clone()))
            }
            Self::Refused(StoreError::UnstorableText) => Self::Refused(StoreError::UnstorableText),
            Self::Refused(other) => Self::Refused(StoreError::Statement(other.to_string())),
        }
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Conflict => Self::Conflict,
            Fault::Duplicate(what) => Self::Duplicate(what),
            Fault::Lost(what) => Self::Unavailable(what),
            Fault::Refused(error) => error,
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error.as_db_error() {
            Some(refusal) => match by_code(refusal.code(), refusal.message()) {
                // Whatever it was, the session ended with it.
                Self::Refused(StoreError::Statement(said)) if ends_the_session(refusal) => {
                    Self::Lost(said)
                }
                fault => fault,
            },
            None => unsaid(error),
        }
    }
}

impl From<PoolError> for Fault {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(TimeoutType::Wait) => Self::Refused(StoreError::Busy),
            PoolError::Timeout(TimeoutType::Create | TimeoutType::Recycle) => {
                Self::Lost("the database does not take a connection in time".to_owned())
            }
            other => Self::Lost(other.to_string()),
        }
    }
}

/// The server did not say what is wrong: the connection broke, or it never was.
fn unsaid(error: Error) -> Fault {
    let text = error.to_string();
    let source = error.into_source();
    if let Some(cause) = &source {
        if cause.is::<HasNul>() {
            return Fault::Refused(StoreError::UnstorableText);
        }
        if cause.is::<DoesNotFit>() {
            return Fault::Refused(StoreError::Statement(cause.to_string()));
        }
        return Fault::Lost(format!("{text}: {cause}"));
    }
    Fault::Lost(text)
}

fn ends_the_session(refusal: &DbError) -> bool {
    matches!(
        refusal.parsed_severity(),
        Some(Severity::Fatal | Severity::Panic)
    )
}

/// See <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn by_code(code: &SqlState, message: &str) -> Fault {
    let said = format!("{message} ({})", code.code());
    match code.code() {
        "40001" | "40P01" => Fault::Conflict,
        "23505" => Fault::Duplicate(said),
        // The server ends or begins, or an administrator or its own time limit ended the session; after a
        // failover the former primary takes no writes; or it does not know itself what became of a commit.
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "25006" | "40003" => Fault::Lost(said),
        "53300" => Fault::Lost(format!(
            "{said}: raise max_connections, or ask for fewer connections"
        )),
        "26000" => Fault::Lost(format!(
            "{said}: a pooler lost a prepared statement; add prepared=off to the database URL"
        )),
        "28000" | "28P01" | "3D000" => Fault::Refused(StoreError::Unavailable(format!(
            "{said}: check the database URL"
        ))),
        "53100" => Fault::Refused(StoreError::Unavailable(format!("{said}: free some space"))),
        "57014" => Fault::Refused(StoreError::Unavailable(said)),
        "XX001" | "XX002" => Fault::Refused(StoreError::Corrupt(format!(
            "{said}; check the server's disk, and restore a backup if need be"
        ))),
        other => match other.get(..2) {
            Some("08" | "58") => Fault::Lost(said),
            Some("53") => Fault::Refused(StoreError::Unavailable(said)),
            _ => Fault::Refused(StoreError::Statement(said)),
        },
    }
}
