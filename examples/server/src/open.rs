//! Opens store and engine as the configuration says.

use std::sync::Arc;

use authnex_core::{Authnex, TenantHandle, Workers};
use authnex_store::{SqlStore, sqlite::SqliteOptions};

use crate::{
    config::{Config, Database},
    failure::Failure,
    keyring_file,
};

/// The engine over the configured database; the database and the key ring are made at the first start.
pub(crate) async fn engine(config: &Config) -> Result<(Authnex, Workers), Failure> {
    let ring = keyring_file::load(config)?;
    let store = store(config)?;
    let (authnex, workers) = Authnex::builder(Arc::new(store))
        .base_url(&config.base_url.join(""))
        .key_ring(ring)
        .build()
        .await?;
    Ok((authnex, workers))
}

fn store(config: &Config) -> Result<SqlStore, Failure> {
    let (options, shown) = match &config.database {
        Database::SqliteFile(path) => (SqliteOptions::file(path), path.display().to_string()),
        Database::SqliteMemory => (SqliteOptions::memory(), "memory".to_owned()),
    };
    authnex_store::sqlite::open(&options)
        .map_err(|error| Failure::Failed(format!("the database {shown} cannot be opened: {error}")))
}

/// The tenant that a command names.
pub(crate) async fn tenant(authnex: &Authnex, slug: &str) -> Result<TenantHandle, Failure> {
    let tenant = authnex.tenant(slug).await?;
    tenant.ok_or_else(|| {
        Failure::Failed(format!(
            "there is no organization '{slug}'; make it with 'authnex tenant create'"
        ))
    })
}
