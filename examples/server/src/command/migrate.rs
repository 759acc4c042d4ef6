use authnex_core::store::StoreError;
use authnex_store::{Inspection, postgres, sqlite};
use serde_json::json;

use super::print;
use crate::{
    config::{Config, Database},
    failure::Failure,
    open,
};

/// What the database says of its schema; `None` if there is none yet.
pub(super) async fn inspect(database: &Database) -> Result<Option<Inspection>, StoreError> {
    match database {
        Database::Postgres(options) => postgres::inspect(options).await.map(Some),
        Database::SqliteFile(path) if path.is_file() => sqlite::inspect(path).map(Some),
        Database::SqliteFile(_) | Database::SqliteMemory => Ok(None),
    }
}

/// Brings the database to this version's schema, or says what is lacking.
pub(super) async fn run(config: &Config, check: bool, as_json: bool) -> Result<(), Failure> {
    let database = &config.database;
    if matches!(database, Database::SqliteMemory) {
        return Err(Failure::Configuration(
            "a database in memory is made anew at each start; set AUTHNEX_DATABASE_URL".to_owned(),
        ));
    }
    let before = inspect(database).await?;
    let from = before.as_ref().and_then(|found| found.schema);
    if check {
        return said(database, before.as_ref(), as_json);
    }
    drop(open::engine(config).await?);
    let to = inspect(database).await?.and_then(|found| found.schema);
    let applied = before.map(|found| found.pending);
    let value = json!({"from": from, "to": to, "applied": applied});
    let now = to.unwrap_or(0);
    let text = match from {
        Some(from) if from == now => format!("the database has schema {now} already"),
        Some(from) => format!("the database went from schema {from} to {now}"),
        None => format!("the database is made, with schema {now}"),
    };
    print(as_json, &value, &text)
}

fn said(database: &Database, found: Option<&Inspection>, as_json: bool) -> Result<(), Failure> {
    match found {
        Some(found) if found.schema.is_some() && found.pending.is_empty() => {
            let value = json!({"schema": found.schema, "pending": found.pending});
            print(as_json, &value, "the database has this version's schema")
        }
        Some(found) if found.schema.is_some() => Err(Failure::Failed(format!(
            "the database lacks {} migration(s): {}; run 'authnex migrate'",
            found.pending.len(),
            found.pending.join(", ")
        ))),
        _ => Err(Failure::Failed(format!(
            "there is no database at {database}; run 'authnex migrate' to make it"
        ))),
    }
}
