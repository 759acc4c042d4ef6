//! No import may make verifying dear: what stands at a bound is taken, what is beyond it is refused.

use authnex_core::{
    foundation::Secret,
    password::{HashError, ImportError, StoredHash},
};

use super::{FIREBASE, pool};

const SALT: &str = "c2FsdHNhbHRzYWx0c2FsdA";
const HASH: &str = "Cf9xjlisAEzRbMZsosxST/5+wkpfUV6uoqiZkYtP6iQ";

fn base64_of(length: usize) -> String {
    // Of zeros, so that no bits trail.
    "A".repeat((length * 8).div_ceil(6))
}

fn refused(text: &str) -> ImportError {
    StoredHash::import(text).expect_err(text)
}

fn taken(text: &str) {
    StoredHash::import(text).unwrap_or_else(|error| panic!("{text}: {error}"));
}

#[test]
fn argon2_is_bounded_in_memory_passes_lanes_and_all_together() {
    let text = |cost: &str| format!("$argon2id$v=19${cost}${SALT}${HASH}");
    for cost in [
        "m=8,t=1,p=1",
        "m=262144,t=4,p=1",
        "m=65536,t=16,p=4",
        // The default of Django.
        "m=102400,t=2,p=8",
        "m=128,t=1,p=16",
    ] {
        taken(&text(cost));
    }
    for (cost, bound) in [
        ("m=7,t=1,p=1", "m"),
        ("m=31,t=1,p=4", "m"),
        ("m=262145,t=1,p=1", "m"),
        ("m=1048577,t=1,p=1", "m"),
        ("m=99999999999,t=1,p=1", "m"),
        ("m=64,t=0,p=1", "t"),
        ("m=64,t=17,p=1", "t"),
        ("m=1024,t=1,p=0", "p"),
        ("m=1024,t=1,p=17", "p"),
        ("m=262144,t=5,p=1", "m times t"),
    ] {
        assert_eq!(refused(&text(cost)), ImportError::Bound(bound), "{cost}");
    }
}

#[test]
fn scrypt_is_bounded_in_memory_and_in_work() {
    let text = |cost: &str| format!("$scrypt${cost}${SALT}${HASH}");
    // What OWASP names, from the most memory to the least.
    for cost in [
        "ln=17,r=8,p=1",
        "ln=16,r=8,p=2",
        "ln=15,r=8,p=3",
        "ln=13,r=8,p=10",
        "ln=1,r=1,p=16",
    ] {
        taken(&text(cost));
    }
    for (cost, bound) in [
        ("ln=0,r=8,p=1", "ln"),
        ("ln=18,r=1,p=1", "ln"),
        ("ln=10,r=0,p=1", "r"),
        ("ln=10,r=17,p=1", "r"),
        ("ln=10,r=8,p=0", "p"),
        ("ln=10,r=8,p=17", "p"),
        ("ln=17,r=9,p=1", "scrypt memory"),
        ("ln=17,r=8,p=3", "scrypt work"),
    ] {
        assert_eq!(refused(&text(cost)), ImportError::Bound(bound), "{cost}");
    }
    for (from, to, bound) in [
        ("ln=14", "ln=18", "ln"),
        ("r=8", "r=0", "r"),
        ("sk=jxspr8Ki", "sk=", "signer key length"),
    ] {
        let changed = FIREBASE.replace(from, to);
        assert_eq!(refused(&changed), ImportError::Bound(bound), "{to}");
    }
}

#[test]
fn pbkdf2_and_bcrypt_are_bounded_in_every_form() {
    let pbkdf2 = |rounds: &str| {
        [
            format!("$pbkdf2-sha256$i={rounds}${SALT}${HASH}"),
            format!("$pbkdf2-sha512$i={rounds},l=32${SALT}${HASH}"),
            format!("$pbkdf2${rounds}${SALT}${HASH}"),
            format!("pbkdf2_sha256${rounds}$seasalt12345${HASH}="),
        ]
    };
    for rounds in ["1", "5000000"] {
        for text in pbkdf2(rounds) {
            taken(&text);
        }
    }
    for rounds in ["0", "5000001", "4294967296"] {
        for text in pbkdf2(rounds) {
            assert_eq!(refused(&text), ImportError::Bound("rounds"), "{text}");
        }
    }
    let rest = "9CNPCqnMYWF/PMzWZGi3x.DXT0tEGRn/CFe9IAtDU846TfOP2qiLK";
    for cost in ["04", "14"] {
        taken(&format!("$2b${cost}${rest}"));
    }
    for cost in ["03", "15", "31"] {
        let text = format!("$2b${cost}${rest}");
        assert_eq!(refused(&text), ImportError::Bound("bcrypt cost"), "{text}");
    }
}

#[test]
fn salts_and_hashes_are_bounded_in_length() {
    for (length, fits) in [(3, false), (4, true), (64, true), (65, false)] {
        let text = format!("$pbkdf2-sha256$i=1000${}${HASH}", base64_of(length));
        let answer = StoredHash::import(&text);
        assert_eq!(answer.is_ok(), fits, "{length}");
        assert!(fits || answer == Err(ImportError::Bound("salt length")));
    }
    for (length, fits) in [(15, false), (16, true), (64, true), (65, false)] {
        let text = format!("$pbkdf2-sha256$i=1000${SALT}${}", base64_of(length));
        let answer = StoredHash::import(&text);
        assert_eq!(answer.is_ok(), fits, "{length}");
        assert!(fits || answer == Err(ImportError::Bound("hash length")));
    }
    // RFC 9106 section 3.1: a salt of Argon2 has at least 8 bytes.
    let argon = |salt: usize| format!("$argon2id$v=19$m=64,t=1,p=1${}${HASH}", base64_of(salt));
    taken(&argon(8));
    assert_eq!(refused(&argon(7)), ImportError::Bound("salt length"));
    let no_salt = format!("pbkdf2_sha256$1000$${HASH}=");
    assert_eq!(refused(&no_salt), ImportError::Bound("salt length"));
}

#[test]
fn forms_that_are_nearly_right_are_refused() {
    let bcrypt = "9CNPCqnMYWF/PMzWZGi3x.DXT0tEGRn/CFe9IAtDU846TfOP2qiLK";
    for (text, cause) in [
        // A sign, a space, a name twice, a name too many, a length that is not the hash's.
        (
            format!("$argon2id$v=19$m=+64,t=1,p=1${SALT}${HASH}"),
            ImportError::Format,
        ),
        (
            format!("$argon2id$v=19$m= 64,t=1,p=1${SALT}${HASH}"),
            ImportError::Format,
        ),
        (
            format!("$argon2id$v=19$m=64,m=64,t=1,p=1${SALT}${HASH}"),
            ImportError::Format,
        ),
        (
            format!("$argon2id$v=19$m=64,t=1,p=1,keyid=AA${SALT}${HASH}"),
            ImportError::Format,
        ),
        (
            format!("$argon2id$v=18$m=64,t=1,p=1${SALT}${HASH}"),
            ImportError::Format,
        ),
        (
            format!("$argon2id$v=19$m=64,t=1,p=1${SALT}${HASH}$more"),
            ImportError::Format,
        ),
        (
            format!("$pbkdf2-sha256$i=1000,l=31${SALT}${HASH}"),
            ImportError::Format,
        ),
        (
            format!("$pbkdf2-sha256$i=1000,x=1${SALT}${HASH}"),
            ImportError::Format,
        ),
        (
            format!("$pbkdf2-sha256$l=32${SALT}${HASH}"),
            ImportError::Missing("i"),
        ),
        (
            format!("$pbkdf2-sha3$i=1000${SALT}${HASH}"),
            ImportError::Unknown,
        ),
        // An alphabet that is not bcrypt's, one cost digit, the faulty variant.
        (
            format!("$2b$04${}", bcrypt.replace('D', "+")),
            ImportError::Format,
        ),
        (format!("$2b$4${bcrypt}"), ImportError::Format),
        (format!("$2x$04${bcrypt}"), ImportError::Unknown),
        (FIREBASE.replace(",ss=Bw==", ""), ImportError::Missing("ss")),
        (
            FIREBASE.replace("ss=Bw==", "ss=Bw==,p=1"),
            ImportError::Format,
        ),
    ] {
        assert_eq!(refused(&text), cause, "{text}");
    }
}

#[tokio::test]
async fn what_was_stored_under_a_dear_policy_is_verified_though_no_import() {
    // 1,048,580 KiB in all passes: cheap in memory, beyond what an import may ask for.
    let text = format!("$argon2id$v=19$m=262145,t=4,p=1${SALT}${HASH}");
    assert_eq!(refused(&text), ImportError::Bound("m"));
    assert!(StoredHash::from_stored(text).kind().is_some());

    let broken = StoredHash::from_stored("$argon2id$broken".to_owned());
    assert_eq!(broken.kind(), None);
    let answer = pool(1, 1).verify(Secret::from("x"), broken).await;
    assert_eq!(answer, Err(HashError::Failed));
}
