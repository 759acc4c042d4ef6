//! Copies a database, beside a running server.

mod postgres;
mod sqlite;

use std::path::Path;

use serde_json::json;

use super::print;
use crate::{
    config::{Config, Database},
    failure::Failure,
    keyring_file,
};

/// What was written.
struct Made {
    bytes: u64,
    schema: Option<i64>,
}

/// Copies the database to a new file.
pub(super) async fn run(config: &Config, file: &Path, as_json: bool) -> Result<(), Failure> {
    if file.symlink_metadata().is_ok() {
        return Err(Failure::Configuration(format!(
            "{} is there already and is not overwritten; take another name",
            file.display()
        )));
    }
    let made = match &config.database {
        Database::Postgres(options) => postgres::copy(config, options, file).await?,
        Database::SqliteFile(path) => sqlite::copy(path, file)?,
        Database::SqliteMemory => {
            return Err(Failure::Configuration(
                "'backup' needs a database that outlives its process; set AUTHNEX_DATABASE_URL"
                    .to_owned(),
            ));
        }
    };
    let ring = keyring_file::place(config);
    let value = json!({
        "file": file.display().to_string(),
        "bytes": made.bytes,
        "schema": made.schema,
        "key_ring_included": false,
        "key_ring": ring,
    });
    let schema = made.schema.unwrap_or(0);
    let text = format!(
        "{} has all data at one moment ({} bytes, schema {schema}), checked\nthe key ring is NOT in it: keep {ring} apart; without it the backup cannot be used",
        file.display(),
        made.bytes,
    );
    print(as_json, &value, &text)
}
