use std::{fs, io::Write};

use authnex_core::store::StoreError;
use authnex_store::sqlite::{self, SqliteOptions};

use crate::fixture::{Database, append, is_kept};

/// How often a race at opening is tried.
const ROUNDS: usize = 5;

fn error_of(path: &std::path::Path) -> StoreError {
    sqlite::open(&SqliteOptions::file(path)).unwrap_err()
}

#[cfg(unix)]
#[test]
fn a_new_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::new();
    let _store = database.open().unwrap();
    let mut seen = 0;
    for entry in fs::read_dir(database.directory.path()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        seen += 1;
    }
    assert_eq!(seen, 3, "the file, its log and its index");
}

#[tokio::test]
async fn a_file_is_found_again() {
    let database = Database::new();
    let world = database.world();
    let scope = world.tenant().await;
    let event = append(&world, &scope).await.unwrap();
    drop(world);
    assert!(
        !database.path.with_extension("db-wal").exists(),
        "a store that has ended leaves no log"
    );
    assert!(is_kept(&database.world(), &scope, &event).await);
}

#[tokio::test]
async fn two_stores_share_a_file() {
    let database = Database::new();
    let (server, tool) = (database.world(), database.world());
    let scope = server.tenant().await;
    for _ in 0..20 {
        let by_tool = append(&tool, &scope).await.unwrap();
        assert!(is_kept(&server, &scope, &by_tool).await);
        let by_server = append(&server, &scope).await.unwrap();
        assert!(is_kept(&tool, &scope, &by_server).await);
    }
}

#[test]
fn a_first_start_of_many_processes_migrates_once() {
    for _ in 0..ROUNDS {
        let database = Database::new();
        let openers: Vec<_> = (0..8)
            .map(|_| {
                let path = database.path.clone();
                std::thread::spawn(move || sqlite::open(&SqliteOptions::file(path)).map(drop))
            })
            .collect();
        for opener in openers {
            opener.join().unwrap().unwrap();
        }
    }
}

#[test]
fn a_place_that_holds_no_file_is_named() {
    let database = Database::new();
    let missing = database.directory.path().join("missing").join("authnex.db");
    let error = error_of(&missing).to_string();
    assert!(error.contains("cannot be created"), "{error}");
    assert!(error.contains("missing"), "{error}");
    let error = error_of(database.directory.path()).to_string();
    assert!(error.contains("is a directory"), "{error}");
    let plain = database.directory.path().join("plain");
    fs::write(&plain, "x").unwrap();
    assert!(matches!(
        error_of(&plain.join("authnex.db")),
        StoreError::Unavailable(_)
    ));
}

#[test]
fn another_kind_of_file_is_refused() {
    let database = Database::new();
    let text = "This is no database. ".repeat(100);
    fs::write(&database.path, &text).unwrap();
    let error = error_of(&database.path);
    assert!(matches!(&error, StoreError::Corrupt(what) if what.contains("not a SQLite database")));
    assert_eq!(
        fs::read_to_string(&database.path).unwrap(),
        text,
        "nothing was written to it"
    );
}

#[tokio::test]
async fn a_damaged_file_is_told_from_an_absent_row() {
    let database = Database::new();
    let world = database.world();
    let scope = world.tenant().await;
    for _ in 0..200 {
        append(&world, &scope).await.unwrap();
    }
    drop(world);
    let mut file = fs::OpenOptions::new()
        .write(true)
        .open(&database.path)
        .unwrap();
    let pages = file.metadata().unwrap().len() / 4096;
    // All but the head and the schema: the file still looks like a database.
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(4096 * 2)).unwrap();
    for _ in 2..pages {
        file.write_all(&[0xa5; 4096]).unwrap();
    }
    drop(file);
    let outcome = match database.open() {
        Err(error) => error,
        Ok(store) => {
            let world = authnex_core::testing::conformance::World::new(store);
            append(&world, &scope)
                .await
                .expect_err("its pages are damaged")
        }
    };
    assert!(matches!(outcome, StoreError::Corrupt(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_row_that_does_not_decode_names_its_column() {
    let database = Database::new();
    let world = database.world();
    let scope = world.tenant().await;
    let user = world.user(&scope).await;
    database
        .raw()
        .execute("UPDATE authnex_user SET status = 'gone'", [])
        .unwrap();
    let error = world.reader(&scope).find_user(user).await.unwrap_err();
    assert!(matches!(
        error,
        StoreError::Row {
            table: "authnex_user",
            column: "status"
        }
    ));
    database
        .raw()
        .execute(
            "UPDATE authnex_user SET status = 'active', email_verified = 7",
            [],
        )
        .unwrap();
    let error = world.reader(&scope).find_user(user).await.unwrap_err();
    assert!(matches!(
        error,
        StoreError::Row {
            table: "authnex_user",
            column: "email_verified"
        }
    ));
}

/// Another process may hold the write lock for a while, and reads go on.
#[tokio::test]
async fn a_ping_answers_while_another_process_writes() {
    let database = Database::new();
    let store = database.open().unwrap();
    let raw = database.raw();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    store.ping().await.unwrap();
    raw.execute_batch("DELETE FROM authnex_schema; COMMIT")
        .unwrap();
    assert!(matches!(
        store.ping().await,
        Err(StoreError::Unavailable(_))
    ));
    drop((store, raw));
    assert!(matches!(database.open(), Err(StoreError::Corrupt(_))));
}
