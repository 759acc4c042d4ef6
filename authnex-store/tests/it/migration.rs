use authnex_core::store::StoreError;
use authnex_store::{SqlStore, catalogue};

use crate::fixture::Database;

/// Applied migrations never change: a new text here is a new migration.
const CHECKSUMS: &[(i64, &str)] = &[
    (
        1,
        "f4f9e2938cf5287b29d96caa9d31f4713f02176bde1621c5b9e4ffd8a7aefea3",
    ),
    (
        2,
        "e8d983f1f8b391be70a376416b20153017b9a385e1c63d466a8015edad1e5c87",
    ),
    (
        3,
        "72e91f375545e30900ffebd6ee4efa2a06f608ac7d0b5e54ef9213c0baa27ed8",
    ),
    (
        4,
        "25f173970053224fabc2c5e0858d02f3b71f7e761115a7965256a402eeddcd4e",
    ),
    (
        5,
        "ccb589f5e2d50209192a55d9ae6e7796b8186db45d80c6458b5962fa7ed7a9c0",
    ),
    (
        6,
        "4b0d67953ce50dd5e559a00181049e1dbcdc4949cb5e00ea58425c8beb8ebf5b",
    ),
    (
        7,
        "8b693f6c1170ebd1272a0cf31d5021cfa34a7e4737e0988df0f26bd71e7a21e7",
    ),
    (
        8,
        "c19c901a2bf98a41c5344cbb53bcbdd943c769bce3f8c7df83f1a7353892ac83",
    ),
    (
        9,
        "023118a1e29ceab42ca4074151a06cd34b007eb81bd2943012a858eaac7e2f02",
    ),
    (
        10,
        "6c6fd9bc4dbcf85b1eac848e0fa1862b44fbd55319484ddac8c0bbde16988496",
    ),
    (
        11,
        "b4dbc02df53bad7db3e7be30bec0aec853ac177a0802bd9f2cd2440d7e39757c",
    ),
    (
        12,
        "f839da5ff7b9c1e1ee87ba3922b9aa9cbb0b68426c741114e6b6e4c2f2a82414",
    ),
    (
        13,
        "41da240ae0b1e6424354aff8a6c4242447cf0ffbed297c968efb5876e3f45777",
    ),
    (
        14,
        "e70321daa39b87e18c08a7534d9c057d68bf463b57b588258f4ffa40d9804eaa",
    ),
    (
        15,
        "0f293bf938660876f21d51d9ddb43fb3e34626119374f07a8831cb8a686aff22",
    ),
];

fn recorded(database: &Database) -> Vec<(i64, String)> {
    let raw = database.raw();
    let mut statement = raw
        .prepare("SELECT version, checksum FROM authnex_migration ORDER BY version")
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn versions_are_contiguous() {
    for (migration, version) in catalogue::migrations().zip(1..) {
        assert_eq!(migration.version, version);
    }
}

#[test]
fn texts_are_those_that_were_released() {
    let database = Database::migrated();
    let recorded = recorded(&database);
    let recorded: Vec<_> = recorded.iter().map(|(v, sum)| (*v, sum.as_str())).collect();
    assert_eq!(recorded, CHECKSUMS);
}

#[test]
fn opening_again_changes_nothing() {
    let database = Database::migrated();
    let version = |database: &Database| -> (i64, i64, i64) {
        database
            .raw()
            .query_row(
                "SELECT version, min_binary, (SELECT schema_version FROM pragma_schema_version) \
                 FROM authnex_schema",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .unwrap()
    };
    let before = (version(&database), recorded(&database));
    drop(database.open().unwrap());
    assert_eq!((version(&database), recorded(&database)), before);
}

#[test]
fn a_changed_migration_is_refused() {
    let database = Database::migrated();
    database
        .raw()
        .execute("UPDATE authnex_migration SET checksum = 'other'", [])
        .unwrap();
    assert!(matches!(
        database.open(),
        Err(StoreError::MigrationChanged(1))
    ));
    database
        .raw()
        .execute("DELETE FROM authnex_migration", [])
        .unwrap();
    assert!(matches!(
        database.open(),
        Err(StoreError::MigrationChanged(1))
    ));
}

#[test]
fn only_a_schema_that_needs_a_newer_binary_is_refused() {
    let database = Database::migrated();
    let newest = catalogue::migrations().count();
    let newest = i64::try_from(newest).unwrap();
    let set = |version: i64, min_binary: i64| {
        database
            .raw()
            .execute(
                "UPDATE authnex_schema SET version = ?1, min_binary = ?2",
                [version, min_binary],
            )
            .unwrap();
    };
    set(newest + 1, newest);
    drop(
        database
            .open()
            .expect("a newer schema that still takes this binary"),
    );
    set(newest + 1, newest + 1);
    assert!(matches!(
        database.open(),
        Err(StoreError::SchemaTooNew { needed, known }) if needed == newest + 1 && known == newest
    ));
}

/// What stands beside AuthNex's tables in a host's file is left alone.
#[test]
fn a_hosts_own_tables_stay() {
    let database = Database::new();
    database
        .raw()
        .execute_batch(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY); INSERT INTO orders VALUES (1)",
        )
        .unwrap();
    drop(database.open().unwrap());
    let orders: i64 = database
        .raw()
        .query_row("SELECT count(*) FROM orders", [], |row| row.get(0))
        .unwrap();
    assert_eq!(orders, 1);
}

#[test]
fn memory_is_migrated_too() {
    SqlStore::memory().unwrap();
}
