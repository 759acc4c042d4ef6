use authnex_store::catalogue::{self, PLATFORM_STATEMENTS};

use crate::fixture::Database;

/// No statement of a tenant walks a whole table: each is led by a key or an index.
#[test]
fn every_tenants_statement_is_led_by_a_key() {
    let database = Database::migrated();
    let raw = database.raw();
    for statement in catalogue::statements() {
        let name = format!("{}::{}", statement.module, statement.name);
        if PLATFORM_STATEMENTS.contains(&name.as_str()) || statement.module == "spare_key" {
            continue;
        }
        let mut plan = raw
            .prepare(&format!("EXPLAIN QUERY PLAN {}", statement.sqlite))
            .unwrap();
        let mut rows = plan.raw_query();
        while let Some(row) = rows.next().unwrap() {
            let step: String = row.get(3).unwrap();
            assert!(!step.starts_with("SCAN"), "{name}: {step}");
            assert!(!step.contains("TEMP B-TREE"), "{name} sorts: {step}");
        }
    }
}
