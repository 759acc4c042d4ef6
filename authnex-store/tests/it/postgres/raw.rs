//! The database without AuthNex around it.

use tokio_postgres::{Client, NoTls, types::FromSqlOwned};

pub(super) async fn raw(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// The first column of every row.
pub(super) async fn column<T: FromSqlOwned>(client: &Client, query: &str) -> Vec<T> {
    let rows = client.query(query, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}
