use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use authnex_core::{Authnex, Invalidated, store::StoreError};
use authnex_store::sqlite::{self, SqliteOptions};

use super::{Wishes, invalidate};
use crate::{config::Config, failure::Failure, keyring_file};

/// Everything is done on a copy first: what is there stays until the copy fits the key ring, has this version's
/// schema and, if that was asked for, no live sign-in any more.
pub(super) async fn restore(
    config: &Config,
    (file, target): (&Path, &Path),
    wishes: Wishes,
) -> Result<Invalidated, Failure> {
    check_target(target, wishes.force)?;
    let ring = keyring_file::load_existing(config)?;
    let copy = Copy::of(file, target)?;
    let store = sqlite::open(&SqliteOptions::file(&copy.0)).map_err(failed)?;
    let (authnex, workers) = Authnex::builder(Arc::new(store))
        .base_url(&config.base_url.join(""))
        .key_ring(ring)
        .build()
        .await?;
    drop(workers);
    let invalidated = invalidate(&authnex, wishes).await?;
    // The last handle on the copy: its log is written back and gone.
    drop(authnex);
    copy.put_in_place(target)?;
    Ok(invalidated)
}

fn failed(error: StoreError) -> Failure {
    Failure::Failed(format!("nothing was restored: {error}"))
}

/// Nothing that is there goes without being asked for, and nothing under a running server.
fn check_target(target: &Path, force: bool) -> Result<(), Failure> {
    if target.symlink_metadata().is_err() {
        return Ok(());
    }
    match sqlite::is_unused(target) {
        Ok(()) if force => Ok(()),
        Ok(()) => Err(Failure::Configuration(format!(
            "there is a database at {}; '--force' replaces it",
            target.display()
        ))),
        Err(StoreError::Busy) => Err(Failure::Failed(format!(
            "another process uses {}; stop the server first",
            target.display()
        ))),
        Err(error) => Err(Failure::Failed(format!(
            "{error}; move {} away first",
            target.display()
        ))),
    }
}

/// The backup's content beside the place where it goes; removed with its companions when it is done with.
struct Copy(PathBuf);

impl Copy {
    fn of(file: &Path, target: &Path) -> Result<Self, Failure> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".restore-{}", std::process::id()));
        let copy = Self(target.with_file_name(name));
        sqlite::backup(file, &copy.0).map_err(failed)?;
        Ok(copy)
    }

    fn put_in_place(&self, target: &Path) -> Result<(), Failure> {
        if target.symlink_metadata().is_ok() {
            sqlite::replace(target, &self.0).map_err(failed)
        } else {
            sqlite::backup(&self.0, target).map(drop).map_err(failed)
        }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.0.clone().into_os_string();
            name.push(end);
            let _ = std::fs::remove_file(name);
        }
    }
}
