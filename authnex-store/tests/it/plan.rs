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
            let walks = step.starts_with("SCAN") && !step.ends_with("VALUES CLAUSE");
            assert!(!walks, "{name}: {step}");
            assert!(!step.contains("TEMP B-TREE"), "{name} sorts: {step}");
        }
    }
}

/// What the relay and retention ask for each second is led by an index of the few rows that wait.
#[test]
fn what_waits_is_found_without_what_is_done() {
    let database = Database::migrated();
    let raw = database.raw();
    for (name, index) in [
        ("event::LIST_UNSEALED", "authnex_event_without_seal_seq"),
        ("relay::NEXT_TENANT", "authnex_event_without_seal_seq"),
        (
            "event_seal::OLDEST_KEPT",
            "authnex_event_seal_without_removed_at",
        ),
    ] {
        let statement = catalogue::statements()
            .find(|s| format!("{}::{}", s.module, s.name) == name)
            .unwrap();
        let plan: String = raw
            .query_row(
                &format!("EXPLAIN QUERY PLAN {}", statement.sqlite),
                rusqlite::params_from_iter((0..statement.sqlite.matches('?').count()).map(|_| 0)),
                |row| row.get(3),
            )
            .unwrap();
        assert!(plan.contains(index), "{name}: {plan}");
    }
}
