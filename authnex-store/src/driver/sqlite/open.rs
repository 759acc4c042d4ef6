use std::{
    fs::OpenOptions,
    io::ErrorKind,
    path::Path,
    time::{Duration, Instant},
};

use authnex_core::store::StoreError;
use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};

use super::fault::store_error;

/// How long a statement waits for another process, such as the command line tool beside the server.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// More statements than there are, so that each is prepared once per connection.
const CACHED_STATEMENTS: usize = 384;

/// `cache_size` is in KiB when negative. A reader's cache is small: there are several, and what it lacks is in
/// the page cache of the operating system. Memory mapping is left off, since mapped pages would count as the
/// server's own memory, and grow with the file.
const READER: &str = "\
    PRAGMA query_only = ON;
    PRAGMA cache_size = -2048;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;";

/// Checkpoints are the writer's own matter, and a log that once grew large is cut to 64 MiB again. What is deleted
/// is overwritten wherever that costs no further write.
const WRITER: &str = "\
    PRAGMA secure_delete = FAST;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA cache_size = -16384;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = 67108864;";

/// Makes the file, readable by its owner only, if it is not there. SQLite gives its companions the same rights.
pub(super) fn create(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && !path.is_dir() => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(StoreError::Unavailable(
            format!("{} is a directory, not a database file", path.display()),
        )),
        Err(error) => Err(StoreError::Unavailable(format!(
            "the database file {} cannot be created: {error}",
            path.display()
        ))),
    }
}

/// Opens a connection that writes, and turns on the write-ahead log.
pub(super) fn writer(path: &Path) -> Result<Connection, StoreError> {
    let connection = connect(path)?;
    if connection.is_readonly("main").map_err(store_error)? {
        return Err(StoreError::Unavailable(format!(
            "the database file {} cannot be written: check its rights",
            path.display()
        )));
    }
    if turn_on_log(&connection).map_err(store_error)? != "wal" {
        return Err(StoreError::Unavailable(format!(
            "the file system of {} cannot keep a write-ahead log: use a local disk",
            path.display()
        )));
    }
    connection.execute_batch(WRITER).map_err(store_error)?;
    Ok(connection)
}

/// Turns on the write-ahead log; says what is on then. The first time it needs the file for itself, and SQLite does
/// not wait for that on its own when several processes open a new file at once.
fn turn_on_log(connection: &Connection) -> rusqlite::Result<String> {
    let began = Instant::now();
    loop {
        let mode = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0));
        match mode {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && began.elapsed() < BUSY_TIMEOUT =>
            {
                std::thread::sleep(Duration::from_millis(2));
            }
            other => return other,
        }
    }
}

/// Opens a connection that only reads.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let connection = connect(path)?;
    connection.execute_batch(READER).map_err(store_error)?;
    Ok(connection)
}

/// Opens a connection that only writes the log back: it needs no cache.
pub(super) fn checkpointer(path: &Path) -> Result<Connection, StoreError> {
    let connection = connect(path)?;
    connection
        .execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;")
        .map_err(store_error)?;
    Ok(connection)
}

/// Opens a database in memory.
pub(super) fn memory() -> Result<Connection, StoreError> {
    let connection = Connection::open_in_memory().map_err(store_error)?;
    prepare(&connection)?;
    connection
        .execute_batch("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;")
        .map_err(store_error)?;
    Ok(connection)
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| {
        StoreError::Unavailable(format!("{} cannot be opened: {error}", path.display()))
    })?;
    prepare(&connection)?;
    Ok(connection)
}

/// QPSG: a plan depends on the statement alone, never on the values that happen to be bound first.
fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT).map_err(store_error)?;
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(store_error)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    Ok(())
}
