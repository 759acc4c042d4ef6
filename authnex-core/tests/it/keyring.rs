//! Keys for what must be read back: the ring's text, and sealed values that open nowhere but where they stand.
//!
//! Sealing is no public door: values are moved, altered and resealed where they are stored.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use authnex_core::{
    BuildError, Secret,
    keyring::{KeyRing, KeyRingError, Sealed},
    store::StoreError,
    testing::{ManualClock, SeededEntropy},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::engine::installation::{
    Installation, NOW, OWNER, PASSWORD, file_store, owner_session, owner_tokens, ring_text,
    try_sign_in,
};

fn key(id: u32, byte: u8) -> Value {
    json!({"id": id, "alg": "A256GCM", "key": STANDARD.encode([byte; 32])})
}

fn ring(v: u32, active: u32, keys: &[Value]) -> Secret {
    json!({"v": v, "active": active, "keys": keys})
        .to_string()
        .into()
}

fn fault(text: &Secret) -> KeyRingError {
    KeyRing::parse(text).unwrap_err()
}

#[test]
fn a_fresh_ring_is_read_back_and_is_another_each_time() {
    let entropy = SeededEntropy::new(1);
    let [first, second] = [
        KeyRing::generate_text(&entropy),
        KeyRing::generate_text(&entropy),
    ];
    assert!(KeyRing::parse(&first).is_ok());
    assert_ne!(first.expose(), second.expose());
}

#[test]
fn a_ring_that_is_not_its_json_is_refused_with_the_place_of_the_fault() {
    let Err(KeyRingError::Json { line, column }) = KeyRing::parse(&"{\n \"v\": x}".into()) else {
        panic!("it should not be read");
    };
    assert_eq!((line, column), (2, 7));
    let extra = json!({"v": 1, "active": 1, "keys": [key(1, 1)], "more": 1}).to_string();
    let negative = ring(1, 1, &[json!({"id": -1, "alg": "A256GCM", "key": ""})]);
    for text in ["".into(), "[]".into(), "{}".into(), extra.into(), negative] {
        assert!(matches!(fault(&text), KeyRingError::Json { .. }));
    }
}

#[test]
fn a_ring_of_another_version_is_refused() {
    for version in [0, 2] {
        let text = ring(version, 1, &[key(1, 1)]);
        assert!(matches!(fault(&text), KeyRingError::Version(v) if v == version));
    }
}

#[test]
fn a_ring_without_its_active_key_is_refused() {
    for keys in [&[][..], &[key(1, 1)]] {
        assert!(matches!(
            fault(&ring(1, 2, keys)),
            KeyRingError::NoActiveKey(2)
        ));
    }
}

#[test]
fn a_ring_with_two_keys_of_one_id_is_refused() {
    for active in [1, 2] {
        let text = ring(1, active, &[key(2, 1), key(1, 2), key(1, 3)]);
        assert!(matches!(fault(&text), KeyRingError::DuplicateKey(1)));
    }
}

#[test]
fn a_ring_key_that_is_not_32_bytes_for_its_algorithm_is_refused_and_never_told() {
    let encoded = STANDARD.encode([7; 32]);
    let keys = [
        json!({"id": 9, "alg": "A128GCM", "key": encoded}),
        json!({"id": 9, "alg": "A256GCM", "key": STANDARD.encode([7; 31])}),
        json!({"id": 9, "alg": "A256GCM", "key": STANDARD.encode([7; 33])}),
        json!({"id": 9, "alg": "A256GCM", "key": format!("{encoded}!")}),
        json!({"id": 9, "alg": "A256GCM", "key": ""}),
    ];
    for bad in keys {
        let error = fault(&ring(1, 1, &[key(1, 1), bad]));
        assert!(matches!(error, KeyRingError::Key(9)));
        assert!(!format!("{error} {error:?}").contains(&encoded[..8]));
    }
}

#[test]
fn keys_and_sealed_values_print_nothing_of_themselves() {
    let ring = KeyRing::parse(&ring(1, 1, &[key(1, 65), key(2, 66)])).unwrap();
    let printed = format!("{ring:?}");
    assert!(
        !printed.contains("QUFB") && !printed.contains("65, 65"),
        "{printed}"
    );
    assert_eq!(format!("{:?}", Sealed::from_bytes(vec![65; 40])), "Sealed");
}

/// A database in a file, closed, with the tenants acme and globex.
struct Closed {
    _directory: TempDir,
    path: PathBuf,
}

impl Closed {
    async fn with_ring(text: &Secret) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("authnex.db");
        let installation = open(&path, Some(text)).await.unwrap();
        for slug in ["acme", "globex"] {
            installation.make_tenant(slug).await;
        }
        drop(installation);
        Self {
            _directory: directory,
            path,
        }
    }

    /// Changes what is stored, behind the engine's back.
    fn alter(&self, statement: &str) {
        let connection = Connection::open(&self.path).unwrap();
        assert!(
            connection.execute(statement, []).unwrap() > 0,
            "{statement}"
        );
    }

    fn sealed_by(&self, column_of_table: &str) -> Vec<u32> {
        let (table, column) = column_of_table.split_once('.').unwrap();
        let connection = Connection::open(&self.path).unwrap();
        let mut rows = connection
            .prepare(&format!("SELECT {column} FROM {table}"))
            .unwrap();
        let values = rows.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        values
            .map(|value| u32::from_be_bytes(value.unwrap()[1..5].try_into().unwrap()))
            .collect()
    }
}

async fn open(path: &Path, ring: Option<&Secret>) -> Result<Installation, BuildError> {
    let clock = Arc::new(ManualClock::at(NOW));
    Installation::over(file_store(path), clock, |builder| match ring {
        Some(text) => builder.key_ring(KeyRing::parse(text).unwrap()),
        None => builder,
    })
    .await
}

async fn opens_nothing(path: &Path, slug: &str) {
    let installation = open(path, Some(&ring_text(1))).await.unwrap();
    let refused = installation.engine.tenant(slug).await;
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_database_opens_again_with_its_ring_alone() {
    let closed = Closed::with_ring(&ring_text(1)).await;
    let again = open(&closed.path, Some(&ring_text(1))).await.unwrap();
    owner_session(&again.tenant("acme").await).await;
    drop(again);
    let refused = open(&closed.path, Some(&ring_text(2))).await;
    assert!(matches!(refused, Err(BuildError::KeyRingMismatch)));
    let refused = open(&closed.path, None).await;
    assert!(matches!(refused, Err(BuildError::KeyRingMissing)));
}

#[tokio::test]
async fn a_value_is_opened_by_the_key_that_sealed_it_also_when_another_is_active_by_now() {
    let closed = Closed::with_ring(&ring(1, 1, &[key(1, 1)])).await;
    let rotated = ring(1, 2, &[key(1, 1), key(2, 2)]);
    let installation = open(&closed.path, Some(&rotated)).await.unwrap();
    owner_tokens(&installation.tenant("acme").await).await;
    installation.make_tenant("initech").await;
    drop(installation);
    let mut sealed_by = closed.sealed_by("authnex_tenant.data_key");
    sealed_by.sort_unstable();
    assert_eq!(
        sealed_by,
        [1, 1, 2],
        "what is new is sealed by the active key"
    );
    let without_the_old = ring(1, 2, &[key(2, 2)]);
    let refused = open(&closed.path, Some(&without_the_old)).await;
    assert!(matches!(refused, Err(BuildError::KeyRingMismatch)));
    let another_key_of_that_id = ring(1, 1, &[key(1, 9)]);
    let refused = open(&closed.path, Some(&another_key_of_that_id)).await;
    assert!(matches!(refused, Err(BuildError::KeyRingMismatch)));
}

#[tokio::test]
async fn a_data_key_does_not_open_at_another_tenant() {
    let closed = Closed::with_ring(&ring_text(1)).await;
    closed.alter(
        "UPDATE authnex_tenant SET data_key = \
         (SELECT data_key FROM authnex_tenant WHERE slug = 'globex') WHERE slug = 'acme'",
    );
    opens_nothing(&closed.path, "acme").await;
    let installation = open(&closed.path, Some(&ring_text(1))).await.unwrap();
    let globex = installation.tenant("globex").await;
    try_sign_in(&globex, OWNER, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_signing_key_does_not_open_in_another_row() {
    let closed = Closed::with_ring(&ring_text(1)).await;
    // All of one algorithm: only the row differs.
    closed.alter(
        "UPDATE authnex_signing_key SET private_key = \
         (SELECT private_key FROM authnex_signing_key AS other \
          WHERE other.tenant_id = authnex_signing_key.tenant_id AND other.algorithm = 'EdDSA' \
            AND other.state = 'next') \
         WHERE algorithm = 'EdDSA' AND state = 'active'",
    );
    opens_nothing(&closed.path, "acme").await;
}

#[tokio::test]
async fn a_signing_key_does_not_open_at_another_tenant() {
    let closed = Closed::with_ring(&ring_text(1)).await;
    closed.alter(
        "UPDATE authnex_signing_key SET private_key = \
         (SELECT other.private_key FROM authnex_signing_key AS other \
          JOIN authnex_tenant ON authnex_tenant.id = other.tenant_id \
          WHERE slug = 'globex' AND other.algorithm = 'EdDSA' AND other.state = 'active') \
         WHERE algorithm = 'EdDSA' AND state = 'active' AND tenant_id = \
         (SELECT id FROM authnex_tenant WHERE slug = 'acme')",
    );
    opens_nothing(&closed.path, "acme").await;
}

#[tokio::test]
async fn a_value_of_another_table_and_column_does_not_open() {
    let closed = Closed::with_ring(&ring_text(1)).await;
    // Both are 32 bytes, sealed by the ring's active key.
    closed.alter(
        "UPDATE authnex_tenant SET data_key = (SELECT secret FROM authnex_instance) \
         WHERE slug = 'acme'",
    );
    opens_nothing(&closed.path, "acme").await;
    closed.alter(
        "UPDATE authnex_instance SET secret = \
         (SELECT data_key FROM authnex_tenant WHERE slug = 'globex')",
    );
    let refused = open(&closed.path, Some(&ring_text(1))).await;
    assert!(matches!(refused, Err(BuildError::KeyRingMismatch)));
}

/// What a place is bound by: each part behind its length.
fn associated_data(parts: [&[u8]; 4]) -> Vec<u8> {
    let with_length = |part: &[u8]| {
        let length = u32::try_from(part.len()).unwrap().to_be_bytes();
        [&length[..], part].concat()
    };
    parts.map(with_length).concat()
}

/// Format 1: the key's id, a nonce, and AES-256-GCM under the place.
fn seal_by(key: [u8; 32], id: u32, place: [&[u8]; 4], plain: &[u8]) -> Vec<u8> {
    let aead = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap());
    let nonce = [9; 12];
    let mut body = plain.to_vec();
    let bound = Aad::from(associated_data(place));
    aead.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound, &mut body)
        .unwrap();
    [&[1], &id.to_be_bytes()[..], &nonce, &body].concat()
}

#[tokio::test]
async fn a_value_is_bound_to_its_tenant_its_table_its_column_and_its_row() {
    let text = ring(1, 1, &[key(1, 1)]);
    let closed = Closed::with_ring(&text).await;
    let connection = Connection::open(&closed.path).unwrap();
    let id: Vec<u8> = connection
        .query_row(
            "SELECT id FROM authnex_tenant WHERE slug = 'acme'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let put = |place: [&[u8]; 4]| {
        let sealed = seal_by([1; 32], 1, place, &[5; 32]);
        connection
            .execute(
                "UPDATE authnex_tenant SET data_key = ?1 WHERE slug = 'acme'",
                [sealed],
            )
            .unwrap();
    };
    // The keys below the data key do not matter here.
    closed.alter("DELETE FROM authnex_signing_key");
    let (tenant, table, column, row) = (&id[..], &b"authnex_tenant"[..], &b"data_key"[..], &id[..]);
    let other = &[7; 16][..];
    let elsewhere: [[&[u8]; 4]; 6] = [
        [other, table, column, row],
        [b"", table, column, row],
        [tenant, b"authnex_instance", column, row],
        [tenant, table, b"secret", row],
        [tenant, table, column, other],
        [tenant, b"authnex_tenantdata", b"_key", row],
    ];
    for place in elsewhere {
        put(place);
        let installation = open(&closed.path, Some(&text)).await.unwrap();
        let refused = installation.engine.tenant("acme").await;
        assert!(
            matches!(refused, Err(StoreError::Unavailable(_))),
            "{place:?}"
        );
    }
    put([tenant, table, column, row]);
    let installation = open(&closed.path, Some(&text)).await.unwrap();
    assert!(installation.engine.tenant("acme").await.unwrap().is_some());
}

#[tokio::test]
async fn an_altered_value_does_not_open_whichever_byte_it_is() {
    let length = 1 + 4 + 12 + 32 + 16;
    let closed = Closed::with_ring(&ring_text(1)).await;
    let connection = Connection::open(&closed.path).unwrap();
    let whole: Vec<u8> = connection
        .query_row("SELECT secret FROM authnex_instance", [], |row| row.get(0))
        .unwrap();
    assert_eq!(whole.len(), length);
    let put = |bytes: &[u8]| {
        connection
            .execute("UPDATE authnex_instance SET secret = ?1", [bytes])
            .unwrap();
    };
    // Format, key id, nonce, ciphertext and tag.
    for position in [0, 1, 4, 5, 16, 17, 48, 49, length - 1] {
        let mut altered = whole.clone();
        altered[position] ^= 1;
        put(&altered);
        let refused = open(&closed.path, Some(&ring_text(1))).await;
        assert!(
            matches!(refused, Err(BuildError::KeyRingMismatch)),
            "{position}"
        );
    }
    for cut in [0, 1, 5, 17, length - 1] {
        put(&whole[..cut]);
        let refused = open(&closed.path, Some(&ring_text(1))).await;
        assert!(matches!(refused, Err(BuildError::KeyRingMismatch)), "{cut}");
    }
    put(&whole);
    assert!(open(&closed.path, Some(&ring_text(1))).await.is_ok());
}
