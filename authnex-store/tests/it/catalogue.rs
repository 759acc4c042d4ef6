use authnex_store::catalogue::{GLOBAL_TABLES, erased_tables};

use crate::fixture::Database;

fn texts(raw: &rusqlite::Connection, query: &str, argument: &str) -> Vec<String> {
    let mut statement = raw.prepare(query).unwrap();
    let rows = statement.query_map([argument], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn tables(raw: &rusqlite::Connection) -> Vec<String> {
    texts(
        raw,
        "SELECT name FROM sqlite_schema WHERE type = ?1 AND name NOT LIKE 'sqlite_%' ORDER BY name",
        "table",
    )
}

fn columns(raw: &rusqlite::Connection, table: &str) -> Vec<String> {
    texts(
        raw,
        "SELECT name FROM pragma_table_info(?1) ORDER BY cid",
        table,
    )
}

fn assert_tenant_first(what: &str, columns: &[String]) {
    assert_eq!(
        columns.first().map(String::as_str),
        Some("tenant_id"),
        "{what} begins with {columns:?}"
    );
}

#[test]
fn every_table_is_strict_and_has_the_prefix() {
    let database = Database::migrated();
    let raw = database.raw();
    for table in tables(&raw) {
        assert!(table.starts_with("authnex_"), "{table}");
        let (strict, without_rowid): (bool, bool) = raw
            .query_row(
                "SELECT strict, wr FROM pragma_table_list(?1)",
                [&table],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        assert!(strict && without_rowid, "{table}");
    }
}

#[test]
fn the_tenant_is_first_in_every_key_index_and_reference() {
    let database = Database::migrated();
    let raw = database.raw();
    let mut checked = 0;
    for table in tables(&raw) {
        if GLOBAL_TABLES.contains(&table.as_str()) {
            assert!(!columns(&raw, &table).contains(&"tenant_id".to_owned()));
            let references = texts(
                &raw,
                "SELECT \"table\" FROM pragma_foreign_key_list(?1)",
                &table,
            );
            assert!(references.is_empty(), "{table} hangs on nothing");
            continue;
        }
        assert_tenant_first(&table, &columns(&raw, &table));
        let key = texts(
            &raw,
            "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk",
            &table,
        );
        assert_tenant_first(&format!("the key of {table}"), &key);
        for index in texts(&raw, "SELECT name FROM pragma_index_list(?1)", &table) {
            let names = texts(
                &raw,
                "SELECT name FROM pragma_index_info(?1) ORDER BY seqno",
                &index,
            );
            assert_tenant_first(&index, &names);
        }
        for first in texts(
            &raw,
            "SELECT \"from\" FROM pragma_foreign_key_list(?1) WHERE seq = 0",
            &table,
        ) {
            assert_tenant_first(&format!("a reference of {table}"), &[first]);
        }
        checked += 1;
    }
    assert!(checked >= 12, "there are tables to check");
}

/// Times and ids have one type each, as the rules for every engine say.
#[test]
fn columns_have_the_types_of_their_names() {
    let database = Database::migrated();
    let raw = database.raw();
    for table in tables(&raw) {
        for column in columns(&raw, &table) {
            let kind: String = raw
                .query_row(
                    "SELECT type FROM pragma_table_info(?1) WHERE name = ?2",
                    [&table, &column],
                    |row| row.get(0),
                )
                .unwrap();
            let wanted = match column.as_str() {
                name if name.ends_with("_at") => "INTEGER",
                name if name.ends_with("_id") && name != "client_id" && name != "request_id" => {
                    "BLOB"
                }
                name if name.ends_with("_hash") => "BLOB",
                _ => continue,
            };
            assert_eq!(kind, wanted, "{table}.{column}");
        }
    }
}

#[test]
fn every_reference_has_an_index() {
    let database = Database::migrated();
    let raw = database.raw();
    for table in tables(&raw) {
        let mut covering: Vec<Vec<String>> =
            texts(&raw, "SELECT name FROM pragma_index_list(?1)", &table)
                .iter()
                .map(|index| {
                    texts(
                        &raw,
                        "SELECT name FROM pragma_index_info(?1) ORDER BY seqno",
                        index,
                    )
                })
                .collect();
        covering.push(texts(
            &raw,
            "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk",
            &table,
        ));
        let ids = texts(
            &raw,
            "SELECT DISTINCT CAST(id AS TEXT) FROM pragma_foreign_key_list(?1)",
            &table,
        );
        for id in ids {
            let mut statement = raw
                .prepare(
                    "SELECT \"from\" FROM pragma_foreign_key_list(?1) WHERE id = CAST(?2 AS INTEGER) ORDER BY seq",
                )
                .unwrap();
            let reference: Vec<String> = statement
                .query_map([&table, &id], |row| row.get(0))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            assert!(
                covering.iter().any(|index| index.starts_with(&reference)),
                "{table} has no index that begins with {reference:?}"
            );
        }
    }
}

/// A user is deleted with everything that hangs on the user: a new table stands in `repo/user_deletion.rs`.
#[test]
fn deleting_a_user_reaches_every_table_that_knows_the_user() {
    /// What stays: codes until they are over, in minutes; the mails that were sent and the clients that are to be told
    /// of the end of a session, until that is done; who came of an invitation; how many were active.
    const KEPT: [&str; 5] = [
        "authnex_active_user",
        "authnex_authorization_code",
        "authnex_invite",
        "authnex_logout_notice",
        "authnex_mail",
    ];
    let database = Database::migrated();
    let raw = database.raw();
    let texts: Vec<String> = authnex_store::catalogue::statements()
        .filter(|statement| statement.module == "user_deletion")
        .map(|statement| statement.sqlite.to_owned())
        .collect();
    for table in tables(&raw) {
        if columns(&raw, &table).contains(&"user_id".to_owned()) {
            let from = format!("DELETE FROM \"{table}\"");
            let times = texts.iter().filter(|text| text.starts_with(&from)).count();
            let kept = KEPT.contains(&table.as_str());
            assert_eq!(
                times,
                usize::from(!kept),
                "{table} in repo/user_deletion.rs"
            );
        }
    }
}

/// A tenant is erased with everything it has: a new table stands in `repo/erased.rs`, before what it hangs on.
#[test]
fn erasing_a_tenant_reaches_every_table_children_first() {
    let database = Database::migrated();
    let raw = database.raw();
    let erased: Vec<&str> = erased_tables().collect();
    for table in tables(&raw) {
        let global = GLOBAL_TABLES.contains(&table.as_str());
        let times = erased.iter().filter(|name| **name == table).count();
        assert_eq!(times, usize::from(!global), "{table} in repo/erased.rs");
    }
    let place = |table: &str| erased.iter().position(|name| *name == table).unwrap();
    for table in &erased {
        let parents = texts(
            &raw,
            "SELECT \"table\" FROM pragma_foreign_key_list(?1)",
            table,
        );
        for parent in parents.iter().filter(|name| *name != "authnex_tenant") {
            assert!(place(table) < place(parent), "{table} before {parent}");
        }
    }
}
