use std::path::Path;

use authnex_store::sqlite;

use super::Made;
use crate::failure::Failure;

/// By SQLite's online backup.
pub(super) fn copy(database: &Path, file: &Path) -> Result<Made, Failure> {
    if !database.is_file() {
        return Err(Failure::Configuration(format!(
            "there is no database at {}; set AUTHNEX_DATABASE_URL to the one that is meant",
            database.display()
        )));
    }
    let copied = sqlite::backup(database, file)
        .map_err(|error| Failure::Failed(format!("no backup was made: {error}")))?;
    Ok(Made {
        bytes: copied.bytes,
        schema: Some(copied.schema),
    })
}
