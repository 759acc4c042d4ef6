use authnex_core::store::StoreError;
use rusqlite::{Error, ErrorCode, ffi};

/// What an error of SQLite means to whoever asked.
#[expect(
    clippy::needless_pass_by_value,
    reason = "its callers map an error that they own"
)]
pub(super) fn store_error(error: Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(ErrorCode::ConstraintViolation) if is_duplicate(&error) => {
            StoreError::Duplicate(error.to_string())
        }
        Some(ErrorCode::DatabaseCorrupt) => {
            StoreError::Corrupt(format!("{error}; stop the server and restore a backup"))
        }
        Some(ErrorCode::NotADatabase) => StoreError::Corrupt(
            "the file is not a SQLite database, or its head is damaged".to_owned(),
        ),
        Some(ErrorCode::DiskFull) => {
            StoreError::Unavailable("the disk is full: free some space".to_owned())
        }
        Some(ErrorCode::ReadOnly) => StoreError::Unavailable(
            "the database cannot be written: check the rights of its file and of its directory"
                .to_owned(),
        ),
        Some(
            ErrorCode::CannotOpen
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::OutOfMemory
            | ErrorCode::PermissionDenied
            | ErrorCode::SystemIoFailure,
        ) => StoreError::Unavailable(error.to_string()),
        _ => StoreError::Statement(error.to_string()),
    }
}

fn is_duplicate(error: &Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    matches!(
        code,
        Some(ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY)
    )
}

/// What a commit that failed means to each of its units. A commit whose last write failed may still be found
/// after a crash: its outcome is not known.
pub(super) fn commit_error(error: Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::SystemIoFailure) => StoreError::UnknownCommit,
        _ => store_error(error),
    }
}

/// The same answer for another caller.
pub(super) fn again(error: &StoreError) -> StoreError {
    match error {
        StoreError::Busy => StoreError::Busy,
        StoreError::Corrupt(what) => StoreError::Corrupt(what.clone()),
        StoreError::UnknownCommit => StoreError::UnknownCommit,
        StoreError::Unavailable(what) => StoreError::Unavailable(what.clone()),
        other => StoreError::Unavailable(other.to_string()),
    }
}
