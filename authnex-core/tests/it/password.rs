//! Passwords: hashes, the room in which they are made, and rules.

mod import_bounds;
mod import_vectors;
mod room;

use std::sync::Arc;

use authnex_core::{
    foundation::{Secret, SystemEntropy},
    password::{
        HashError, HashParams, HashPool, HashPoolOptions, ImportError, PasswordFault, PasswordRule,
        PasswordRules, StoredHash,
    },
    policy::Policy,
};

const PASSWORD: &str = "correct horse battery";

const CHEAP: HashParams = HashParams {
    memory_kib: 8,
    iterations: 1,
    parallelism: 1,
};

/// Of `PASSWORD`, made by other libraries: argon2-cffi, Python's hashlib, passlib, bcrypt.
const IMPORTED: [&str; 10] = [
    "$argon2i$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$uaDm3faaWX+75OJV0cQ7rV4nkN1d21eGujRpVjH+l1k",
    "$argon2d$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$8vFOaxb7MiazsbcwIFvlM5W1lYtkP4Gu9CroYzNeg/k",
    "$argon2id$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$3LdjigVfI43W1yLDU7OB9OYHNFyPTzCNyXn74wNMrSU",
    "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$fXnS5Awj6eMC+z1SbPBpyxEKbW7GHGyuCeVjw7IJSMI",
    "$pbkdf2-sha256$i=1000$c2FsdHNhbHRzYWx0c2FsdA$Cf9xjlisAEzRbMZsosxST/5+wkpfUV6uoqiZkYtP6iQ",
    "$pbkdf2-sha512$i=1000$c2FsdHNhbHRzYWx0c2FsdA$lYhPheApeiwq3tKG8A+KHC4iQ8mmHXFAKab1ywrJ5QhG73jAKAyVeLsbqTYH/KNRnW0OYbntj3FPNcXf3GKcRg",
    "$pbkdf2$i=1000$c2FsdHNhbHRzYWx0c2FsdA$NcA2jyIs3HUlQRwFRhBCuXxEFJk",
    "$pbkdf2-sha256$1000$c2FsdHNhbHRzYWx0c2FsdA$Cf9xjlisAEzRbMZsosxST/5.wkpfUV6uoqiZkYtP6iQ",
    "$2b$04$Bw3d25IMJkKjnw8JYEQuWe/f0W080AgtFvlm42IU0cdgumZWvuWFm",
    "pbkdf2_sha256$1000$saltsalt$2vLrmxK8YFROnGTL6oinO4bfT02gvTppeFbz7HWz5X0=",
];

/// The vector that Firebase publishes with its scrypt: password `user1password`.
const FIREBASE: &str = "$firebase-scrypt$ln=14,r=8,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,ss=Bw==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";

fn pool(threads: usize, queue_per_thread: usize) -> HashPool {
    let options = HashPoolOptions {
        threads,
        queue_per_thread,
    };
    HashPool::start(&options, Arc::new(SystemEntropy::new())).unwrap()
}

async fn verifies(pool: &HashPool, text: &str, password: &str) -> bool {
    let hash = StoredHash::import(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    pool.verify(Secret::from(password), hash).await.unwrap()
}

#[tokio::test]
async fn hashes_of_other_systems_are_verified_and_want_to_be_replaced() {
    let pool = pool(1, 8);
    for text in IMPORTED {
        assert!(verifies(&pool, text, PASSWORD).await, "{text}");
        assert!(!verifies(&pool, text, "another password").await, "{text}");
        let hash = StoredHash::import(text).unwrap();
        assert!(hash.needs_rehash(&HashParams::default()), "{text}");
    }
    assert!(verifies(&pool, FIREBASE, "user1password").await);
    assert!(!verifies(&pool, FIREBASE, "user2password").await);
}

#[test]
fn an_import_beyond_the_bounds_is_refused() {
    let salt = "c2FsdHNhbHRzYWx0c2FsdA";
    let hash = "Cf9xjlisAEzRbMZsosxST/5+wkpfUV6uoqiZkYtP6iQ";
    let long = "A".repeat(200);
    for (text, bound) in [
        (
            format!("$argon2id$v=19$m=2000000,t=1,p=1${salt}${hash}"),
            "m",
        ),
        (format!("$argon2id$v=19$m=64,t=17,p=1${salt}${hash}"), "t"),
        (format!("$argon2id$v=19$m=64,t=1,p=17${salt}${hash}"), "p"),
        (
            format!("$argon2id$v=19$m=64,t=1,p=1$YWI${hash}"),
            "salt length",
        ),
        (
            format!("$argon2id$v=19$m=64,t=1,p=1${salt}$YWI"),
            "hash length",
        ),
        (format!("$2b$15${}", "a".repeat(53)), "bcrypt cost"),
        (format!("$2b$03${}", "a".repeat(53)), "bcrypt cost"),
        (format!("$scrypt$ln=18,r=8,p=1${salt}${hash}"), "ln"),
        (
            format!("$scrypt$ln=17,r=16,p=1${salt}${hash}"),
            "scrypt memory",
        ),
        (format!("$scrypt$ln=10,r=17,p=1${salt}${hash}"), "r"),
        (format!("$scrypt$ln=10,r=8,p=17${salt}${hash}"), "p"),
        (format!("$pbkdf2-sha256$i=5000001${salt}${hash}"), "rounds"),
        (format!("$pbkdf2-sha256$i=0${salt}${hash}"), "rounds"),
        (
            format!("$pbkdf2-sha256$i=1000${salt}${long}"),
            "hash length",
        ),
        ("x".repeat(2000), "length"),
    ] {
        let refused = StoredHash::import(&text).unwrap_err();
        assert_eq!(refused, ImportError::Bound(bound), "{text}");
    }
}

#[test]
fn what_is_no_hash_is_refused_with_its_cause() {
    for (text, cause) in [
        ("", ImportError::Unknown),
        ("plain text", ImportError::Unknown),
        ("$1$salt$hash", ImportError::Unknown),
        ("$pbkdf2-md5$i=1000$c2FsdHNhbHQ$aaaa", ImportError::Unknown),
        (
            "$argon2id$v=19$m=64,t=1,p=1$!!!!$aaaa",
            ImportError::Encoding,
        ),
        (
            "$argon2id$v=19$m=64,t=1$c2FsdHNhbHQ$aaaa",
            ImportError::Missing("p"),
        ),
        (
            "$argon2id$v=19$m=64,t=1,p=1,x=1$c2FsdHNhbHQ$aaaa",
            ImportError::Format,
        ),
        ("$argon2id$v=19$m=64", ImportError::Format),
        ("$scrypt$ln=x,r=8,p=1$c2FsdHNhbHQ$aaaa", ImportError::Format),
        ("$2b$10$short", ImportError::Format),
    ] {
        assert_eq!(StoredHash::import(text).unwrap_err(), cause, "{text}");
    }
}

#[tokio::test]
async fn an_own_hash_is_replaced_when_the_parameters_change_and_not_before() {
    let pool = pool(1, 8);
    let hash = pool.hash(Secret::from(PASSWORD), CHEAP).await.unwrap();
    assert!(!hash.needs_rehash(&CHEAP));
    assert!(hash.needs_rehash(&HashParams::default()));
    let again = pool.hash(Secret::from(PASSWORD), CHEAP).await.unwrap();
    assert_ne!(
        hash.as_str(),
        again.as_str(),
        "every hash has a salt of its own"
    );
    assert!(
        !format!("{hash:?}").contains("argon2"),
        "Debug shows nothing of it"
    );
}

#[tokio::test]
async fn a_dearer_hash_before_does_not_change_the_next_one() {
    // The arena is longer than the next hash needs.
    let pool = pool(1, 8);
    let dear = HashParams {
        memory_kib: 256,
        iterations: 1,
        parallelism: 2,
    };
    for params in [dear, CHEAP, dear, CHEAP] {
        let hash = pool.hash(Secret::from(PASSWORD), params).await.unwrap();
        assert!(
            pool.verify(Secret::from(PASSWORD), hash.clone())
                .await
                .unwrap()
        );
        assert!(!pool.verify(Secret::from("other"), hash).await.unwrap());
    }
}

#[tokio::test]
async fn beyond_the_queue_more_is_refused_at_once() {
    let pool = Arc::new(pool(1, 1));
    let slow = HashParams {
        memory_kib: 65_536,
        iterations: 4,
        parallelism: 1,
    };
    let jobs: Vec<_> = (0..8)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move { pool.verify_dummy(Secret::from(PASSWORD), slow).await })
        })
        .collect();
    let mut busy = 0;
    for job in jobs {
        if let Err(HashError::Busy {
            retry_after_seconds,
        }) = job.await.unwrap()
        {
            assert!(retry_after_seconds > 0);
            busy += 1;
        }
    }
    assert!(
        (5..=7).contains(&busy),
        "one runs, one waits, the rest is refused: {busy}"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn hashing_threads_have_low_priority() {
    let pool = pool(2, 8);
    pool.hash(Secret::from(PASSWORD), CHEAP).await.unwrap();
    let mut found = 0;
    for task in std::fs::read_dir("/proc/self/task").unwrap() {
        let stat = std::fs::read_to_string(task.unwrap().path().join("stat")).unwrap_or_default();
        let Some((head, rest)) = stat.rsplit_once(") ") else {
            continue;
        };
        // proc(5): nice is field 19; the first after the name is field 3.
        if head.contains("authnex-hash") && rest.split(' ').nth(16) == Some("10") {
            found += 1;
        }
    }
    assert!(found >= 1, "a thread that has worked is nice");
}

fn rules_of(password_min_length: u32) -> PasswordRules {
    PasswordRules::of(&Policy {
        password_min_length,
        ..Policy::default()
    })
}

fn codes_under(policy: &Policy, password: &str) -> Vec<&'static str> {
    let known = (Some("anna@acme.test"), Some("Acme"));
    let faults = PasswordRules::of(policy).check(&Secret::from(password), known.0, known.1);
    let faults = faults.err().unwrap_or_default();
    faults.into_iter().map(PasswordFault::code).collect()
}

#[test]
fn character_classes_are_asked_for_only_by_policy() {
    assert!(codes_under(&Policy::default(), "zqwx vbnk ppt").is_empty());
    let all = Policy {
        password_require_upper: true,
        password_require_lower: true,
        password_require_digit: true,
        password_require_symbol: true,
        ..Policy::default()
    };
    let missing = [
        ("zqwx7vbnk.ppt", vec!["no_upper"]),
        ("ZQWX7VBNK.PPT", vec!["no_lower"]),
        ("Zqwx.vbnk.ppt", vec!["no_digit"]),
        ("Zqwx7vbnk7ppt", vec!["no_symbol"]),
        ("Ñandú٣ vbnk ppt", vec![]),
        ("Zqwx7vbnk.ppt", vec![]),
    ];
    for (password, codes) in missing {
        assert_eq!(codes_under(&all, password), codes, "{password}");
    }
}

#[test]
fn strength_is_asked_for_by_policy() {
    let strong = |score| Policy {
        password_min_score: score,
        ..Policy::default()
    };
    assert!(codes_under(&strong(0), "aaaaaaaaaaaa").is_empty());
    assert_eq!(codes_under(&strong(3), "aaaaaaaaaaaa"), ["too_weak"]);
    assert!(codes_under(&strong(4), "quilt vexing harbour").is_empty());
    assert!(codes_under(&strong(4), "quilt vexing harbour ozone").is_empty());
    // The estimate looks at a bounded part, also of what is refused anyway.
    let long = "a1!".repeat(60_000);
    assert_eq!(codes_under(&strong(4), &long), ["too_long"]);
}

#[test]
fn a_single_common_password_word_or_name_is_refused_and_a_phrase_with_it_is_not() {
    for common in [
        "baseball",
        "Password1",
        "iloveyou",
        "trustno1",
        "christopher",
        "elizabeth",
    ] {
        let codes = codes_under(&Policy::default(), common);
        assert_eq!(codes, ["too_common"], "{common}");
    }
    assert!(codes_under(&Policy::default(), "baseball in the rain").is_empty());
}

#[test]
fn the_list_of_rules_is_what_the_check_applies() {
    let names = |rules: PasswordRules| -> Vec<&'static str> {
        rules.list().into_iter().map(PasswordRule::code).collect()
    };
    let usual = [
        "min_length",
        "max_length",
        "not_email",
        "not_tenant_name",
        "not_common",
    ];
    assert_eq!(names(PasswordRules::default()), usual);
    let policy = Policy {
        password_require_digit: true,
        password_min_score: 2,
        password_history: 5,
        ..Policy::default()
    };
    let rules = PasswordRules::of(&policy).looking_up_breaches(true);
    let all = [
        "min_length",
        "max_length",
        "digit",
        "min_score",
        "not_email",
        "not_tenant_name",
        "not_common",
        "not_breached",
        "not_reused",
    ];
    assert_eq!(names(rules), all);
    let numbers: Vec<u32> = rules
        .list()
        .into_iter()
        .filter_map(PasswordRule::value)
        .collect();
    assert_eq!(numbers, [8, 128, 2, 5]);
}

#[test]
fn a_new_password_is_checked_whole_and_all_faults_are_told() {
    let rules = rules_of(8);
    let check = |password: &str| {
        rules
            .check(
                &Secret::from(password),
                Some("Anna.Long@acme.test"),
                Some("Acme Incorporated"),
            )
            .err()
            .unwrap_or_default()
    };
    assert_eq!(check("a fine pass phrase"), []);
    assert_eq!(check("  spaces stay  "), [], "taken as typed");
    assert_eq!(check("ääääääää"), [], "code points count, not bytes");
    assert_eq!(check("äääääää"), [PasswordFault::TooShort(8)]);
    assert_eq!(check(&"x".repeat(128)), []);
    assert_eq!(check(&"x".repeat(129)), [PasswordFault::TooLong(128)]);
    assert_eq!(check("anna.long@ACME.test"), [PasswordFault::IsEmail]);
    assert_eq!(check("Anna.Long"), [PasswordFault::IsEmail]);
    assert_eq!(check("acme incorporated"), [PasswordFault::IsTenantName]);
    assert_eq!(check("Password123"), [PasswordFault::TooCommon]);
    assert_eq!(
        check("Password123 and more"),
        [],
        "the whole value, not a part"
    );
}

#[test]
fn a_least_length_outside_of_its_range_becomes_the_nearer_end() {
    let refused = |min_length: u32, length: usize| {
        let password = Secret::from("x".repeat(length));
        rules_of(min_length).check(&password, None, None).err()
    };
    assert_eq!(refused(0, 7), Some(vec![PasswordFault::TooShort(8)]));
    assert_eq!(refused(0, 8), None);
    assert_eq!(refused(20, 19), Some(vec![PasswordFault::TooShort(20)]));
    assert_eq!(refused(500, 127), Some(vec![PasswordFault::TooShort(128)]));
    assert_eq!(refused(500, 128), None);
}

#[test]
fn faults_have_stable_codes() {
    let codes = [
        (PasswordFault::IsEmail, "is_email"),
        (PasswordFault::IsTenantName, "is_tenant_name"),
        (PasswordFault::TooCommon, "too_common"),
        (PasswordFault::TooLong(128), "too_long"),
        (PasswordFault::TooShort(8), "too_short"),
    ];
    for (fault, code) in codes {
        assert_eq!(fault.code(), code);
    }
    // More than one at once.
    let email = "a@b.test";
    let faults = rules_of(10).check(&Secret::from(email), Some(email), Some(email));
    let all = vec![
        PasswordFault::TooShort(10),
        PasswordFault::IsEmail,
        PasswordFault::IsTenantName,
    ];
    assert_eq!(faults, Err(all));
}
