use authnex_core::store::StoreError;
use authnex_store::{catalogue, postgres, testing::PostgresDatabase};
use tokio_postgres::Client;

use super::raw::{column, raw};

/// Applied migrations never change: a new text here is a new migration.
const CHECKSUMS: &[(i64, &str)] = &[
    (
        1,
        "fc4700136ef25c419bb07011e3092c9afb9e5f084de9b56e137a0a75e444399b",
    ),
    (
        2,
        "cf95ca1dfb220c90489b4a32de8b519f0c75de9036b84eba56b03ea11889d7a3",
    ),
    (
        3,
        "7b504dbba2d5ff965236e60e5a6bde8a229665493e13fefd9546a8e35b511487",
    ),
    (
        4,
        "6cffc3315695295e9a40f8a543d7304b96bc84f30bf869e9d83a0da2ee067ecc",
    ),
    (
        5,
        "7320a6277cde432983b3268fc516b00a1de224dbd65e81c0d8effe3fa74ea568",
    ),
    (
        6,
        "6754f88c09d6a9a668c1c13b21b10474fcd8dad5b0e72777b7d77c4304377217",
    ),
    (
        7,
        "01228f33f701cc1570923b40f540071c17a9e27eae2899c0c7da8af231d84cbc",
    ),
    (
        8,
        "0946c1a4f524188d2e6656600db5d48a8056a4ff9a89f4cc7ce8f900f44029f2",
    ),
    (
        9,
        "023118a1e29ceab42ca4074151a06cd34b007eb81bd2943012a858eaac7e2f02",
    ),
    (
        10,
        "4bc1176e1b5aee4f558d67d356abf80901f0b740c5c30d9062782cf112f33c97",
    ),
    (
        11,
        "6bcf245b3e68d4e06b235a0f7675b7c9bfaa7e012b07bbef7719ab9952ff5607",
    ),
    (
        12,
        "5bfc10222f18a03c5e8d4c247c4cb413cd4cd60167e1c99ac6fd4d737075b102",
    ),
    (
        13,
        "9faed3d736cf9e91cdef9e1bbcb9e9921b4dde4be4cc28d0f4c9a327548c1a0a",
    ),
    (
        14,
        "f735f772e7bf2e5d0013b2fa6f7dc9bc609ea9e98ae2ceef091d0f105c1d6e0c",
    ),
    (
        15,
        "0f293bf938660876f21d51d9ddb43fb3e34626119374f07a8831cb8a686aff22",
    ),
];

async fn recorded(client: &Client) -> Vec<(i64, String)> {
    let rows = client
        .query(
            "SELECT version, checksum FROM authnex_migration ORDER BY version",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// Every column, index and constraint, in words.
async fn schema(client: &Client) -> Vec<String> {
    column(
        client,
        "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable \
         FROM information_schema.columns WHERE table_schema = 'public' \
         UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' \
         UNION SELECT conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
         WHERE connamespace = 'public'::regnamespace ORDER BY 1",
    )
    .await
}

#[tokio::test]
async fn texts_are_those_that_were_released() {
    let database = PostgresDatabase::create();
    let recorded = recorded(&raw(&database.url()).await).await;
    let recorded: Vec<_> = recorded.iter().map(|(v, sum)| (*v, sum.as_str())).collect();
    assert_eq!(recorded, CHECKSUMS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_that_begin_at_once_migrate_once() {
    let database = PostgresDatabase::create_empty();
    let opening: Vec<_> = (0..8)
        .map(|_| {
            let options = database.options();
            tokio::spawn(async move { postgres::open(&options).await.map(drop) })
        })
        .collect();
    for opened in opening {
        opened.await.unwrap().unwrap();
    }
    let client = raw(&database.url()).await;
    assert_eq!(
        recorded(&client).await.len(),
        catalogue::migrations().count()
    );
    let fences: Vec<i64> = column(&client, "SELECT fence FROM authnex_migration_lease").await;
    assert_eq!(fences.len(), 1);
}

/// Each statement is a transaction of its own there, so that a process may end between any two.
#[tokio::test]
async fn a_migration_that_was_broken_off_goes_on() {
    let whole = PostgresDatabase::create();
    let wanted = schema(&raw(&whole.url()).await).await;
    let statements: Vec<String> = catalogue::migrations().flat_map(|m| m.postgres).collect();
    for done in [1, 7, statements.len() - 1] {
        let database = PostgresDatabase::create_empty();
        let client = raw(&database.url()).await;
        for statement in statements.iter().take(done) {
            client.batch_execute(statement).await.unwrap();
        }
        drop(database.open().await);
        assert_eq!(schema(&client).await, wanted, "after {done} statements");
    }
}

#[tokio::test]
async fn opening_again_changes_nothing() {
    let database = PostgresDatabase::create();
    let client = raw(&database.url()).await;
    let before = (recorded(&client).await, schema(&client).await);
    let fence = "SELECT fence FROM authnex_migration_lease";
    let taken: Vec<i64> = column(&client, fence).await;
    drop(database.open().await);
    assert_eq!((recorded(&client).await, schema(&client).await), before);
    assert_eq!(column::<i64>(&client, fence).await, taken);
}

#[tokio::test]
async fn a_changed_migration_and_a_newer_schema_are_refused() {
    let database = PostgresDatabase::create();
    let client = raw(&database.url()).await;
    let newest = i64::try_from(catalogue::migrations().count()).unwrap();
    let newer = format!("UPDATE authnex_schema SET version = {}", newest + 1);
    client.batch_execute(&newer).await.unwrap();
    drop(database.open().await);
    let needed = format!("UPDATE authnex_schema SET min_binary = {}", newest + 1);
    client.batch_execute(&needed).await.unwrap();
    assert!(matches!(
        postgres::open(&database.options()).await,
        Err(StoreError::SchemaTooNew { needed, known }) if needed == newest + 1 && known == newest
    ));
    client
        .batch_execute(
            "UPDATE authnex_schema SET min_binary = 1; UPDATE authnex_migration SET checksum = 'other'",
        )
        .await
        .unwrap();
    assert!(matches!(
        postgres::open(&database.options()).await,
        Err(StoreError::MigrationChanged(1))
    ));
}

/// Whoever held the lease is gone; its time is over.
#[tokio::test]
async fn a_lease_that_ran_out_is_taken_over() {
    let database = PostgresDatabase::create_empty();
    let client = raw(&database.url()).await;
    client
        .batch_execute(
            "CREATE TABLE authnex_migration_lease (id bigint NOT NULL PRIMARY KEY, owner uuid NOT NULL, \
             expires_at bigint NOT NULL, fence bigint NOT NULL); \
             INSERT INTO authnex_migration_lease VALUES (1, '00000000-0000-0000-0000-000000000001', 1, 41)",
        )
        .await
        .unwrap();
    drop(database.open().await);
    let fences: Vec<i64> = column(&client, "SELECT fence FROM authnex_migration_lease").await;
    assert_eq!(fences, [42]);
}

/// What stands beside AuthNex's tables in a host's database is left alone.
#[tokio::test]
async fn a_hosts_own_tables_stay() {
    let database = PostgresDatabase::create_empty();
    let client = raw(&database.url()).await;
    client
        .batch_execute("CREATE TABLE orders (id bigint PRIMARY KEY); INSERT INTO orders VALUES (1)")
        .await
        .unwrap();
    drop(database.open().await);
    assert_eq!(column::<i64>(&client, "SELECT id FROM orders").await, [1]);
}
