use std::time::Duration;

use authnex_core::store::StoreError;
use authnex_store::{
    postgres::{self, PostgresOptions},
    testing::PostgresDatabase,
};

#[test]
fn a_url_shows_neither_user_nor_password() {
    let options = PostgresOptions::parse(
        "postgres://anna:canary@db.example:6432,other.example/app?sslmode=require&connect_timeout=3",
    )
    .unwrap();
    assert_eq!(
        options.to_string(),
        "postgres://db.example:6432,other.example:5432/app"
    );
    let shown = format!("{options:?}");
    assert!(
        !shown.contains("canary") && !shown.contains("anna"),
        "{shown}"
    );
}

#[test]
fn what_is_no_url_is_refused_in_words() {
    for (url, word) in [
        ("mysql://localhost/db", "postgres://"),
        ("postgres://localhost/db?sslmode=perhaps", "sslmode"),
        ("postgres://localhost/db?prepared=maybe", "prepared"),
        ("postgres://localhost/db?canary=1", "canary"),
        ("postgres:///db", "host"),
    ] {
        let error = PostgresOptions::parse(url).unwrap_err().to_string();
        assert!(error.contains(word), "{url}: {error}");
    }
}

/// TLS that was asked for is never done without.
#[tokio::test]
async fn a_server_without_tls_is_refused_when_tls_is_demanded() {
    let database = PostgresDatabase::create();
    for mode in ["require", "verify-ca", "verify-full"] {
        let url = format!("{}?sslmode={mode}", database.url());
        let options = PostgresOptions::parse(&url)
            .unwrap()
            .patience(Duration::ZERO);
        let refused = postgres::open(&options).await.map(drop);
        assert!(
            matches!(refused, Err(StoreError::Unavailable(_))),
            "{mode}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_wrong_password_is_said_at_once_and_not_repeated() {
    let database = PostgresDatabase::create();
    let url = database.url();
    let (scheme, rest) = url.split_once("postgres:").unwrap();
    let (_, place) = rest.split_once('@').unwrap();
    let url = format!("{scheme}postgres://postgres:canary@{place}");
    let options = PostgresOptions::parse(&url).unwrap();
    let Err(StoreError::Unavailable(said)) = postgres::open(&options).await.map(drop) else {
        panic!("it was let in");
    };
    assert!(said.contains("28P01") && !said.contains("canary"), "{said}");
}
