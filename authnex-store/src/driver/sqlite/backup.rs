use std::{
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use authnex_core::store::StoreError;
use rusqlite::{
    Connection,
    backup::{Backup, StepResult},
};

use super::{
    fault::store_error,
    inspect::{Thoroughness, check, open_existing},
    schema_state,
};

/// How long a copy waits for somebody else's lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// A copy that was written.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Copied {
    /// Its size, in bytes.
    pub bytes: u64,
    /// The newest migration that it has.
    pub schema: i64,
}

/// Copies a database, at one moment of it and beside whoever writes, to a new file for its owner's eyes only. It
/// gets its name once it is complete, durable and found sound.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<Copied, StoreError> {
    if to.symlink_metadata().is_ok() {
        return Err(exists(to));
    }
    let part = Part::new(to)?;
    let source = open_existing(from)?;
    let mut target = open_existing(&part.path)?;
    copy_pages(&source, &mut target)?;
    // One file, without a log beside it.
    target
        .query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))
        .map_err(store_error)?;
    check(&target, Thoroughness::Full)?;
    let schema = schema_state::version(&target)?
        .ok_or_else(|| StoreError::Corrupt(format!("{} is no AuthNex database", from.display())))?;
    drop(target);
    let bytes = part.publish(to)?;
    Ok(Copied { bytes, schema })
}

/// Puts the content of one database into another that is there, in one transaction of that file.
///
/// [`StoreError::Busy`] if another process has it open.
pub(crate) fn copy_into(from: &Path, to: &Path) -> Result<(), StoreError> {
    let source = open_existing(from)?;
    let mut target = claim(to)?;
    copy_pages(&source, &mut target)?;
    check(&target, Thoroughness::Quick)
}

/// [`StoreError::Busy`] if another process has the database open.
pub(crate) fn is_unused(path: &Path) -> Result<(), StoreError> {
    claim(path).map(drop)
}

/// Leaving the write-ahead log is possible for the only user of a file.
fn claim(path: &Path) -> Result<Connection, StoreError> {
    let connection = open_existing(path)?;
    connection
        .busy_timeout(Duration::from_millis(200))
        .map_err(store_error)?;
    let mode: String = connection
        .query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))
        .map_err(store_error)?;
    if mode == "delete" {
        Ok(connection)
    } else {
        Err(StoreError::Busy)
    }
}

/// All pages in one step: one snapshot of the source, whose writer goes on meanwhile.
fn copy_pages(source: &Connection, target: &mut Connection) -> Result<(), StoreError> {
    let began = Instant::now();
    let backup = Backup::new(source, target).map_err(store_error)?;
    loop {
        match backup.step(-1).map_err(store_error)? {
            StepResult::Done => return Ok(()),
            _ if began.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(20)),
            _ => return Err(StoreError::Busy),
        }
    }
}

fn exists(path: &Path) -> StoreError {
    StoreError::Unavailable(format!(
        "{} is there already and is not overwritten: take another name",
        path.display()
    ))
}

/// A file under another name until it is complete; removed when it never gets there.
struct Part {
    path: PathBuf,
}

impl Part {
    fn new(to: &Path) -> Result<Self, StoreError> {
        let mut name = to.file_name().unwrap_or_default().to_owned();
        name.push(format!(".part-{}", std::process::id()));
        let path = to.with_file_name(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&path)
            .map_err(|error| refused(&path, &error))?;
        Ok(Self { path })
    }

    /// A link never replaces a file that came there meanwhile; where there are no links, a name does.
    fn publish(&self, to: &Path) -> Result<u64, StoreError> {
        let file = File::open(&self.path).map_err(|error| refused(&self.path, &error))?;
        file.sync_all()
            .map_err(|error| refused(&self.path, &error))?;
        let bytes = file.metadata().map_or(0, |file| file.len());
        match std::fs::hard_link(&self.path, to) {
            Ok(()) => {}
            Err(_) if to.symlink_metadata().is_ok() => return Err(exists(to)),
            Err(_) => {
                std::fs::rename(&self.path, to).map_err(|error| refused(to, &error))?;
            }
        }
        let directory = to.parent().filter(|parent| *parent != Path::new(""));
        File::open(directory.unwrap_or(Path::new(".")))
            .and_then(|directory| directory.sync_all())
            .map_err(|error| refused(to, &error))?;
        Ok(bytes)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn refused(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("{} cannot be written: {error}", path.display()))
}
