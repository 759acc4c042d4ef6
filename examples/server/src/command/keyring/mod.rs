//! What the operator does with the master keys.

mod retire;
mod rotate;

use std::path::{Path, PathBuf};

use authnex_core::Secret;

use crate::{
    cli::KeyringCommand,
    config::{Config, KeyRingSource},
    failure::Failure,
    keyring_file,
};

/// Runs what the command line asks for.
pub(super) async fn run(config: &Config, command: KeyringCommand) -> Result<(), Failure> {
    let KeyringCommand::Rotate {
        add_only,
        retire,
        json,
    } = command;
    let path = file(config)?;
    // Nothing is made here that was not there.
    drop(keyring_file::load_existing(config)?);
    if retire {
        retire::run(config, path, json).await
    } else if add_only {
        rotate::add_only(path, json)
    } else {
        rotate::run(config, path, json).await
    }
}

/// Only a file can be changed.
fn file(config: &Config) -> Result<&PathBuf, Failure> {
    match &config.key_ring {
        KeyRingSource::File(path) => Ok(path),
        KeyRingSource::Text(_) => Err(Failure::Configuration(
            "the key ring is given in AUTHNEX_KEYRING, which a command cannot change; put it into a file and set AUTHNEX_KEYRING_FILE"
                .to_owned(),
        )),
        KeyRingSource::Memory => Err(Failure::Configuration(
            "a database in memory has a fresh key ring at each start; set AUTHNEX_DATABASE_URL"
                .to_owned(),
        )),
    }
}

fn read(path: &Path) -> Result<Secret, Failure> {
    keyring_file::read(path).map_err(Failure::Configuration)
}
