use authnex_store::sqlite;

use super::{super::migrate::inspect, Check};
use crate::config::{Config, Database};

/// Whether the database is there, of this schema, and sound. Nothing is made or migrated.
pub(super) async fn check(config: &Config) -> Vec<Check> {
    let database = &config.database;
    if matches!(database, Database::SqliteMemory) {
        return vec![Check::warn(
            "database",
            "in memory: everything is gone when the server stops; set AUTHNEX_DATABASE_URL",
        )];
    }
    let found = match inspect(database).await {
        Ok(found) => found,
        Err(error) => return vec![Check::fail("database", error.to_string())],
    };
    let with_schema = found.and_then(|found| found.schema.map(|schema| (schema, found)));
    let Some((schema, found)) = with_schema else {
        return vec![Check::warn(
            "database",
            format!("there is none at {database} yet: the first start makes it"),
        )];
    };
    let mut checks = vec![Check::ok("database", format!("{database} answers"))];
    checks.push(if found.pending.is_empty() {
        Check::ok("schema", format!("{schema}, which this version wants"))
    } else {
        Check::warn(
            "schema",
            format!(
                "{schema}, this version wants {}: run 'authnex migrate', or start the server",
                found.known
            ),
        )
    });
    if let Database::SqliteFile(path) = database {
        checks.push(match sqlite::quick_check(path) {
            Ok(()) => Check::ok("integrity", "pages and rows are sound"),
            Err(error) => Check::fail("integrity", error.to_string()),
        });
    }
    checks
}
