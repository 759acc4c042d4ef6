use std::path::Path;

use authnex_core::{
    Invalidated,
    keyring::{KeyRing, Sealed},
    store::StoreError,
};
use authnex_store::postgres::{self, PostgresOptions};

use super::{Wishes, invalidate};
use crate::{config::Config, failure::Failure, keyring_file, open, postgres_tool};

/// What else puts a backup of a server in place.
const WAY_OUT: &str = "restore the server by what runs it";

/// The ring is tried on the backup before anything is written: what is there stays if it does not fit.
fn check_ring(config: &Config, file: &Path, ring: &KeyRing) -> Result<(), Failure> {
    let mut show = postgres_tool::local_tool("pg_restore");
    show.args(["--data-only", "--table=authnex_instance", "--file=-"])
        .arg(file);
    let said = postgres_tool::finish(show, WAY_OUT)?.stdout;
    let secret = secret_of(&String::from_utf8_lossy(&said)).ok_or_else(|| {
        Failure::Failed(format!(
            "{} is no backup of AuthNex; nothing was restored",
            file.display()
        ))
    })?;
    if ring.opens_installation(&secret) {
        return Ok(());
    }
    Err(Failure::Configuration(format!(
        "the key ring at {} does not fit the backup; put the one there that was made with it; nothing was restored",
        keyring_file::place(config)
    )))
}

/// The one row of the installation's table, out of the text of a COPY: an id, a tab, and the bytes as `\\x…`.
fn secret_of(copy: &str) -> Option<Sealed> {
    let (_, rows) = copy.split_once("COPY ")?;
    let row = rows.lines().nth(1)?;
    let digits = row
        .split('\t')
        .find_map(|text| text.strip_prefix("\\\\x"))?;
    let bytes = (0..digits.len()).step_by(2).map(|at| {
        let pair = digits.get(at..at + 2)?;
        u8::from_str_radix(pair, 16).ok()
    });
    bytes.collect::<Option<Vec<u8>>>().map(Sealed::from_bytes)
}

/// By `pg_restore`, in one transaction, once the key ring fits; then live sign-ins are ended if that was asked for.
pub(super) async fn restore(
    config: &Config,
    options: &PostgresOptions,
    file: &Path,
    wishes: Wishes,
) -> Result<Invalidated, Failure> {
    let ring = keyring_file::load_existing(config)?;
    check_ring(config, file, &ring)?;
    match postgres::is_unused(options).await {
        Ok(()) => {}
        Err(StoreError::Busy) => {
            return Err(Failure::Failed(format!(
                "somebody is connected to {options}; stop the servers and poolers first"
            )));
        }
        Err(error) => return Err(error.into()),
    }
    let found = postgres::inspect(options).await?;
    if found.schema.is_some() && !wishes.force {
        return Err(Failure::Configuration(format!(
            "{options} has AuthNex's tables already; '--force' replaces them"
        )));
    }
    let mut restore = postgres_tool::tool("pg_restore", config)?;
    restore
        .args(["--clean", "--if-exists", "--single-transaction"])
        .args(["--no-owner", "--no-privileges", "--exit-on-error"])
        .arg(file);
    postgres_tool::finish(restore, WAY_OUT)?;
    let (authnex, _workers) = open::engine(config).await?;
    invalidate(&authnex, wishes).await
}
