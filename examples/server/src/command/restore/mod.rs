//! Puts a backup in place, while no server runs.

mod postgres;
mod sqlite;

use std::path::Path;

use authnex_core::{Authnex, Invalidated};
use serde_json::json;

use super::{operator, print};
use crate::{
    config::{Config, Database},
    failure::Failure,
};

/// What of a restore was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wishes {
    pub(super) invalidate: bool,
    pub(super) force: bool,
    pub(super) as_json: bool,
}

/// Puts a backup in place.
pub(super) async fn run(config: &Config, file: &Path, wishes: Wishes) -> Result<(), Failure> {
    if !file.is_file() {
        return Err(Failure::Configuration(format!(
            "there is no backup at {}",
            file.display()
        )));
    }
    let invalidated = match &config.database {
        Database::Postgres(options) => postgres::restore(config, options, file, wishes).await?,
        Database::SqliteFile(target) => sqlite::restore(config, (file, target), wishes).await?,
        Database::SqliteMemory => {
            return Err(Failure::Configuration(
                "'restore' needs a database that outlives its process; set AUTHNEX_DATABASE_URL"
                    .to_owned(),
            ));
        }
    };
    report(&config.database, &invalidated, wishes)
}

/// Ends every sign-in that the backup knew, if that was asked for.
async fn invalidate(authnex: &Authnex, wishes: Wishes) -> Result<Invalidated, Failure> {
    if !wishes.invalidate {
        return Ok(Invalidated::default());
    }
    let done = authnex.operator().invalidate_sign_ins(&operator()).await;
    done.map_err(|error| Failure::Failed(error.to_string()))
}

fn report(database: &Database, invalidated: &Invalidated, wishes: Wishes) -> Result<(), Failure> {
    let value = json!({
        "database": database.to_string(),
        "invalidated": wishes.invalidate,
        "tenants": invalidated.tenants,
        "rows": invalidated.rows,
    });
    let after = if wishes.invalidate {
        format!(
            "every sign-in of before has ended ({} rows in {} organizations): users sign in again",
            invalidated.rows, invalidated.tenants
        )
    } else {
        "sessions and tokens are as they were when the backup was made; '--invalidate' ends them"
            .to_owned()
    };
    let text = format!("{database} is restored\n{after}");
    print(wishes.as_json, &value, &text)
}
