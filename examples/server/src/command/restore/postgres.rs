use std::path::Path;

use authnex_core::{Invalidated, store::StoreError};
use authnex_store::postgres::{self, PostgresOptions};

use super::{Wishes, invalidate};
use crate::{config::Config, failure::Failure, keyring_file, open, postgres_tool};

/// What else puts a backup of a server in place.
const WAY_OUT: &str = "restore the server by what runs it";

/// By `pg_restore`, in one transaction; then the key ring is tried, and live sign-ins are ended if that was asked for.
pub(super) async fn restore(
    config: &Config,
    options: &PostgresOptions,
    file: &Path,
    wishes: Wishes,
) -> Result<Invalidated, Failure> {
    drop(keyring_file::load_existing(config)?);
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
