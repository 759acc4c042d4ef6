//! Hashes that other implementations made, of every kind and form.

use authnex_core::{
    foundation::Secret,
    password::{HashKind, HashParams, StoredHash},
};

use super::{CHEAP, FIREBASE, pool, verifies};

const PASSWORD: &str = "correct horse";

/// Made by argon2-cffi, bcrypt, Perl's `crypt`, passlib, Django and Python's hashlib.
const VECTORS: [(HashKind, &str); 18] = [
    (
        HashKind::Argon2i,
        "$argon2i$v=19$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$+ZM6qIHKWUY4ZEkMSTQpzAefvkLMgPC7fLokalwJpuI",
    ),
    (
        HashKind::Argon2i,
        "$argon2i$v=16$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$5UIo77LDgbv5O+UdBR1fnnduzjsy4skDtBlCu+8VAzk",
    ),
    // Before version 1.3 the segment of the version did not exist.
    (
        HashKind::Argon2i,
        "$argon2i$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$5UIo77LDgbv5O+UdBR1fnnduzjsy4skDtBlCu+8VAzk",
    ),
    (
        HashKind::Argon2d,
        "$argon2d$v=19$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$8lhcvhjSIY6fPoLaURksQi2UXOTKBgu3qS4cG5SkmjA",
    ),
    (
        HashKind::Argon2id,
        "$argon2id$v=19$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$dPtrHTEawLtMiR9+/XloAkXZ+EtyrY+bvmHIbiufhk0",
    ),
    // Four lanes, a salt of 8 bytes, a hash of 24.
    (
        HashKind::Argon2id,
        "$argon2id$v=19$m=128,t=3,p=4$c2FsdHNhbHQ$XNR7A0ifCydOSmKxwaLnvWAnVqwJQ7mL",
    ),
    (
        HashKind::Bcrypt,
        "$2a$04$9CNPCqnMYWF/PMzWZGi3x.DXT0tEGRn/CFe9IAtDU846TfOP2qiLK",
    ),
    (
        HashKind::Bcrypt,
        "$2b$04$yy7XmolfZ9In7yNqnp07DOb5CzFdR578kKxKdU2k80/wQUM1eFLsW",
    ),
    (
        HashKind::Bcrypt,
        "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
    ),
    (
        HashKind::Scrypt,
        "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$6g3umF+uVrJsObaTZhIbbTlgrvOEFcCItdwSjtPF67M",
    ),
    (
        HashKind::Scrypt,
        "$scrypt$ln=4,r=8,p=2$MDEyMzQ1Njc4OWFiY2RlZg$JYH3qqqHOmC1SgODc5iBofe43ODbjU4oo0Dz1jY/A94",
    ),
    (
        HashKind::Pbkdf2,
        "$pbkdf2-sha256$i=1000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M",
    ),
    (
        HashKind::Pbkdf2,
        "$pbkdf2-sha512$i=1000,l=64$MDEyMzQ1Njc4OWFiY2RlZg$OM0FAoIqCVK1sWtxDiffVlBejtLa+ks4TP71JiecwuSZCG8iLbnlIEPOMoVX+i2B2wkSxjQ8CRGR9OkNGuIPMQ",
    ),
    (
        HashKind::Pbkdf2,
        "$pbkdf2$i=1000,l=20$MDEyMzQ1Njc4OWFiY2RlZg$aUfE2vx5Q7zgbb0jx49AaNpXUQQ",
    ),
    // passlib: '.' in the salt and in the hash.
    (
        HashKind::Pbkdf2,
        "$pbkdf2-sha256$1000$.//.MDEyMzQ1Njc4OWFiYw$iVs7RpNwmclGZGrFg0KDWOTvxEHB7Nw0erP/LhZFkTY",
    ),
    (
        HashKind::Pbkdf2,
        "$pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg$OM0FAoIqCVK1sWtxDiffVlBejtLa.ks4TP71JiecwuSZCG8iLbnlIEPOMoVX.i2B2wkSxjQ8CRGR9OkNGuIPMQ",
    ),
    (
        HashKind::Pbkdf2,
        "pbkdf2_sha256$1000$seasalt12345$Z+nnHCjHo1EcXJHpSbmoQLbOnqBar149Gl7nrWbhwYw=",
    ),
    (
        HashKind::Pbkdf2,
        "pbkdf2_sha1$1000$seasalt12345$IIBWRwLWNOHN3cksOPvnmW+8wFs=",
    ),
];

#[tokio::test]
async fn every_kind_and_form_is_verified() {
    let pool = pool(1, 8);
    for (kind, text) in VECTORS {
        let hash = StoredHash::import(text).unwrap();
        assert_eq!(hash.kind(), Some(kind), "{text}");
        assert_eq!(hash.as_str(), text);
        assert!(verifies(&pool, text, PASSWORD).await, "{text}");
        assert!(!verifies(&pool, text, "correct horsf").await, "{text}");
        assert!(!verifies(&pool, text, "").await, "{text}");
        assert!(hash.needs_rehash(&HashParams::default()), "{text}");
    }
}

#[tokio::test]
async fn a_changed_hash_or_salt_does_not_verify() {
    let pool = pool(1, 8);
    for text in [VECTORS[4].1, VECTORS[8].1, VECTORS[9].1, VECTORS[11].1] {
        let hash_at = text.len() - 8;
        let salt_at = match text.rsplit_once('$') {
            // bcrypt has no '$' between the salt and the hash.
            Some((before, _)) if before.len() < 8 => before.len() + 2,
            Some((before, _)) => before.len() - 4,
            None => unreachable!("every text has a '$'"),
        };
        for at in [hash_at, salt_at] {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(!verifies(&pool, &changed, PASSWORD).await, "{changed}");
        }
    }
}

#[tokio::test]
async fn the_vector_of_rfc_7914_is_verified() {
    let text = "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA";
    assert!(verifies(&pool(1, 1), text, "password").await);
}

#[tokio::test]
async fn firebase_hashes_are_bound_to_their_project() {
    let pool = pool(1, 8);
    assert!(verifies(&pool, FIREBASE, "user1password").await);
    let kind = StoredHash::import(FIREBASE).unwrap().kind();
    assert_eq!(kind, Some(HashKind::FirebaseScrypt));
    let other_key = FIREBASE.replace("sk=jx", "sk=ix");
    assert!(!verifies(&pool, &other_key, "user1password").await);
    let other_separator = FIREBASE.replace("ss=Bw==", "ss=CA==");
    assert!(!verifies(&pool, &other_separator, "user1password").await);
}

#[tokio::test]
async fn bcrypt_takes_bytes_beyond_ascii_and_looks_at_72() {
    let pool = pool(1, 8);
    let umlauts = "$2b$04$2aX1fsgzcELQt.rEyUnUwekiupcEICoku/7vpsCjmL/OCxHopgapu";
    assert!(verifies(&pool, umlauts, "pässwörd").await);
    assert!(!verifies(&pool, umlauts, "password").await);
    let long = "$2b$04$0Hrrq.q1TVruVQPXMO5qX.up/yDxIZMEIhgbi/.DZ.XY4m1/0O1Qu";
    assert!(verifies(&pool, long, &"x".repeat(72)).await);
    assert!(!verifies(&pool, long, &"x".repeat(71)).await);
    // As the system that made it did.
    assert!(verifies(&pool, long, &"x".repeat(73)).await);
}

#[tokio::test]
async fn an_own_hash_is_of_its_kind_and_each_parameter_counts() {
    let pool = pool(1, 8);
    let hash = pool.hash(Secret::from(PASSWORD), CHEAP).await.unwrap();
    assert_eq!(hash.kind(), Some(HashKind::Argon2id));
    assert_eq!(HashKind::Argon2id.name(), "argon2id");
    assert!(hash.as_str().starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
    for other in [
        HashParams {
            memory_kib: 9,
            ..CHEAP
        },
        HashParams {
            iterations: 2,
            ..CHEAP
        },
        HashParams {
            parallelism: 2,
            ..CHEAP
        },
    ] {
        assert!(hash.needs_rehash(&other), "{other:?}");
    }
    // The same parameters with another variant, a shorter salt, a shorter hash.
    let of = |text: &str| StoredHash::import(text).unwrap();
    let params = HashParams {
        memory_kib: 64,
        iterations: 2,
        parallelism: 1,
    };
    let same = "$argon2id$v=19$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$dPtrHTEawLtMiR9+/XloAkXZ+EtyrY+bvmHIbiufhk0";
    assert!(!of(same).needs_rehash(&params));
    assert!(of(&same.replace("argon2id", "argon2i")).needs_rehash(&params));
    assert!(of(&same.replace("v=19", "v=16")).needs_rehash(&params));
    assert!(of(&same.replace("MDEyMzQ1Njc4OWFiY2RlZg", "c2FsdHNhbHQ")).needs_rehash(&params));
    assert!(
        of(&same.replace(
            "dPtrHTEawLtMiR9+/XloAkXZ+EtyrY+bvmHIbiufhk0",
            "MDEyMzQ1Njc4OWFiY2RlZg"
        ))
        .needs_rehash(&params)
    );
}
