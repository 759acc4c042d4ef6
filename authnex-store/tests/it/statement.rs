use std::collections::BTreeSet;

use authnex_store::catalogue::{self, GLOBAL_TABLES, PLATFORM_STATEMENTS, StatementText};

/// What no statement may have, so that the same texts run on every engine.
const REFUSED: [&str; 18] = [
    "SERIAL",
    "NEXTVAL",
    "TRIGGER",
    "PG_ADVISORY",
    "LISTEN",
    "NOTIFY",
    "LOCK TABLE",
    "SAVEPOINT",
    "OFFSET",
    "DEFERRABLE",
    "CITEXT",
    "AUTOINCREMENT",
    "RANDOM(",
    "NOW(",
    "CURRENT_TIMESTAMP",
    "FOR UPDATE",
    "LIKE",
    "SELECT *",
];

fn tables(text: &str) -> BTreeSet<&str> {
    text.split('"')
        .filter(|part| part.starts_with("authnex_"))
        .collect()
}

fn name(statement: &StatementText) -> String {
    format!("{}::{}", statement.module, statement.name)
}

fn assert_no_refused_word(text: &str) {
    let upper = text.to_uppercase();
    for word in REFUSED {
        assert!(!upper.contains(word), "{word} in {text}");
    }
}

#[test]
fn every_statement_carries_the_tenant() {
    let mut seen = 0;
    for statement in catalogue::statements() {
        for (text, parameter) in [(statement.sqlite, "?"), (statement.postgres, "$")] {
            let tables = tables(text);
            assert!(!tables.is_empty(), "{text}");
            let global = tables.iter().all(|table| GLOBAL_TABLES.contains(table));
            let named = text.contains(&format!("\"tenant_id\" = {parameter}"));
            let inserts = text.starts_with("INSERT") && text.contains("(\"tenant_id\", ");
            let platform = PLATFORM_STATEMENTS.contains(&name(&statement).as_str());
            assert!(
                global || platform || named || inserts,
                "{}: {text}",
                name(&statement)
            );
        }
        seen += 1;
    }
    assert!(seen > 50, "there are statements to check");
}

#[test]
fn the_list_of_platform_statements_is_true() {
    let names: Vec<_> = catalogue::statements().map(|s| name(&s)).collect();
    for listed in PLATFORM_STATEMENTS {
        assert!(names.contains(&listed.to_owned()), "{listed}");
    }
}

#[test]
fn no_text_has_a_refused_word() {
    for statement in catalogue::statements() {
        assert_no_refused_word(statement.sqlite);
        assert_no_refused_word(statement.postgres);
    }
    for migration in catalogue::migrations() {
        for text in migration.sqlite.iter().chain(&migration.postgres) {
            assert_no_refused_word(text);
        }
    }
}

/// Everything is bound: no value stands in a text.
#[test]
fn no_statement_holds_a_literal() {
    for statement in catalogue::statements() {
        assert!(!statement.sqlite.contains('\''), "{}", statement.sqlite);
        assert!(!statement.postgres.contains('\''), "{}", statement.postgres);
    }
}

/// A unit that is run again after a conflict must find what decides in the statement itself.
#[test]
fn what_is_consumed_is_guarded_and_returned() {
    for wanted in [
        "one_time::CONSUME",
        "refresh::ROTATE",
        "sign_in_flow::CONSUME",
    ] {
        let statement = catalogue::statements().find(|s| name(s) == wanted).unwrap();
        for text in [statement.sqlite, statement.postgres] {
            assert!(text.starts_with("UPDATE"), "{text}");
            assert!(text.contains("\"used_at\" IS NULL"), "{text}");
            assert!(text.contains("\"expires_at\" > "), "{text}");
            assert!(text.contains(" RETURNING "), "{text}");
        }
    }
}

/// Texts are prepared per connection and kept: there must be fewer than a connection keeps, 384, and room beside them
/// for what the driver itself says.
#[test]
fn all_statements_fit_a_connections_cache() {
    assert!(catalogue::statements().count() < 320);
}
