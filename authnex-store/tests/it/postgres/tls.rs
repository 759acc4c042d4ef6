use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use authnex_core::{
    store::{Store, StoreError},
    testing::conformance::World,
};
use authnex_store::{
    SqlStore,
    postgres::{self, PostgresOptions},
};

use super::raw::{column, raw};
use crate::{cluster::Cluster, fixture::append};

async fn open(url: &str) -> Result<SqlStore, StoreError> {
    let options = PostgresOptions::parse(url)
        .unwrap()
        .connect_timeout(Duration::from_secs(5));
    postgres::open(&options).await
}

/// How many of the store's connections are by TLS, and how many are not.
async fn by_tls(cluster: &Cluster) -> (i64, i64) {
    let client = raw(&cluster.url).await;
    let count = async |tls: &str| {
        let query = format!(
            "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
             WHERE application_name = 'authnex' AND ssl = {tls}"
        );
        column::<i64>(&client, &query).await[0]
    };
    (count("true").await, count("false").await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_counts_if_a_known_root_vouches_for_the_host() {
    let cluster = Cluster::new(&[]);
    let root = cluster.tls();
    let named = cluster.url.replace("127.0.0.1", "localhost");
    let verified = format!("{named}?sslmode=verify-full&sslrootcert={root}");
    // It takes the server a moment to hear of its certificate.
    let begun = Instant::now();
    let store = loop {
        match open(&verified).await {
            Ok(store) => break store,
            Err(error) => assert!(begun.elapsed() < Duration::from_secs(10), "{error}"),
        }
    };
    let world = World::new(Arc::new(store));
    let scope = world.tenant().await;
    append(&world, &scope).await.unwrap();
    let (tls, plain) = by_tls(&cluster).await;
    assert!(tls > 0 && plain == 0, "{tls} by TLS, {plain} without");

    // Another host's certificate, and one that nobody known vouches for.
    let addressed = format!("{}?sslmode=require&sslrootcert={root}", cluster.url);
    let unknown = format!("{named}?sslmode=require");
    for url in [addressed, unknown] {
        let refused = open(&url).await.map(drop);
        assert!(
            matches!(refused, Err(StoreError::Unavailable(_))),
            "{url}: {refused:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn preferred_tls_is_done_without_where_it_cannot_be_verified() {
    let cluster = Cluster::new(&[]);
    cluster.tls();
    let store = open(&format!("{}?sslmode=prefer", cluster.url))
        .await
        .unwrap();
    store.ping().await.unwrap();
    let (tls, plain) = by_tls(&cluster).await;
    assert!(tls == 0 && plain > 0, "{tls} by TLS, {plain} without");
}

#[tokio::test]
async fn roots_that_are_none_are_said() {
    for (file, word) in [("/nowhere.pem", "nowhere"), ("/dev/null", "no certificate")] {
        let url = format!("postgres://localhost:1/db?sslmode=require&sslrootcert={file}");
        let Err(StoreError::Unavailable(said)) = open(&url).await.map(drop) else {
            panic!("{file} was taken");
        };
        assert!(said.contains(word), "{said}");
    }
}
