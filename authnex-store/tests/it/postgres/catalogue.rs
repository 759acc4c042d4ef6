use authnex_store::{
    catalogue::{self, GLOBAL_TABLES},
    testing::PostgresDatabase,
};
use tokio_postgres::Client;

use super::raw::{column, raw};

/// Tables that a tenant's rows are never in: the global ones, and the lease that migrations are made under.
fn is_global(table: &str) -> bool {
    GLOBAL_TABLES.contains(&table) || table == "authnex_migration_lease"
}

/// Every index, with its first column.
const INDEXES: &str = "SELECT t.relname::text, i.relname::text, a.attname::text, x.indisprimary \
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0] \
    WHERE t.relnamespace = 'public'::regnamespace";

/// Every unique constraint and reference, with its first column.
const CONSTRAINTS: &str = "SELECT t.relname::text, c.conname::text, a.attname::text, c.contype = 'f' \
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid \
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1] \
    WHERE t.relnamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f')";

async fn led_by(client: &Client, query: &str) -> Vec<(String, String, Option<String>, bool)> {
    let rows = client.query(query, &[]).await.unwrap();
    rows.iter()
        .map(|row| (row.get(0), row.get(1), row.get(2), row.get(3)))
        .collect()
}

#[tokio::test]
async fn the_tenant_is_first_in_every_key_index_and_reference() {
    let database = PostgresDatabase::create();
    let client = raw(&database.url()).await;
    let tables: Vec<String> = column(
        &client,
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'",
    )
    .await;
    let indexes = led_by(&client, INDEXES).await;
    let constraints = led_by(&client, CONSTRAINTS).await;
    let mut checked = 0;
    for table in &tables {
        assert!(table.starts_with("authnex_"), "{table}");
        let keyed = indexes
            .iter()
            .any(|(of, .., primary)| of == table && *primary);
        assert!(keyed, "{table} has no primary key");
    }
    for (table, what, first, _) in indexes.iter().chain(&constraints) {
        if !is_global(table) {
            assert_eq!(first.as_deref(), Some("tenant_id"), "{what} of {table}");
            checked += 1;
        }
    }
    for (table, what, _, refers) in &constraints {
        assert!(
            !(is_global(table) && *refers),
            "{what}: {table} hangs on nothing"
        );
    }
    assert!(checked > 40, "there are keys to check");
}

/// Nothing that only one engine has: one type for each kind of value, no defaults, no sequences, no triggers.
#[tokio::test]
async fn the_schema_has_nothing_that_another_engine_lacks() {
    let database = PostgresDatabase::create();
    let client = raw(&database.url()).await;
    let types: Vec<String> = column(
        &client,
        "SELECT DISTINCT data_type::text FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1",
    )
    .await;
    assert_eq!(types, ["bigint", "boolean", "bytea", "text", "uuid"]);
    for nothing in [
        "SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'public' \
         AND (column_default IS NOT NULL OR is_identity = 'YES' OR is_generated <> 'NEVER')",
        "SELECT sequence_name::text FROM information_schema.sequences WHERE sequence_schema = 'public'",
        "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        "SELECT conname::text FROM pg_constraint WHERE connamespace = 'public'::regnamespace \
         AND (condeferrable OR contype NOT IN ('p', 'u', 'f'))",
        "SELECT indexrelid::regclass::text FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid \
         WHERE t.relnamespace = 'public'::regnamespace AND x.indexprs IS NOT NULL",
    ] {
        let found: Vec<String> = column(&client, nothing).await;
        assert!(found.is_empty(), "{nothing}: {found:?}");
    }
}

/// The server itself reads every statement, and wants no type that no value has.
#[tokio::test]
async fn every_statement_is_one_that_the_server_takes() {
    let database = PostgresDatabase::create();
    let client = raw(&database.url()).await;
    let mut seen = 0;
    for statement in catalogue::statements() {
        let name = format!("{}::{}", statement.module, statement.name);
        let prepared = client.prepare(statement.postgres).await;
        let prepared = prepared.unwrap_or_else(|e| panic!("{name}: {e:?}: {}", statement.postgres));
        for wanted in prepared.params() {
            let wanted = wanted.name();
            assert!(
                ["bool", "bytea", "int8", "text", "uuid"].contains(&wanted),
                "{name} wants {wanted}"
            );
        }
        for column in prepared.columns() {
            let given = column.type_().name();
            assert!(
                ["bool", "bytea", "int8", "text", "uuid"].contains(&given),
                "{name} gives {given}"
            );
        }
        seen += 1;
    }
    assert!(seen > 50);
}
