//! The tenant's rules: each value at the edges of its range, and one step beyond them.

use authnex_core::{
    jose::Algorithm,
    password::HashParams,
    policy::{Policy, PolicyError, PolicyOverrides, SignUp},
};
use serde_json::{Value, json};

/// Name, least, greatest, default: what the reference says.
const NUMBERS: [(&str, u32, u32, u32); 20] = [
    ("access_token_seconds", 60, 86_400, 900),
    ("audit_retention_days", 30, 3_650, 400),
    ("lockout_failures", 3, 100, 10),
    ("lockout_max_seconds", 30, 604_800, 3_600),
    ("lockout_seconds", 30, 86_400, 900),
    ("lockout_source_failures", 10, 100_000, 100),
    ("lockout_window_seconds", 60, 86_400, 900),
    ("mfa_grace_days", 0, 90, 0),
    ("password_history", 0, 24, 0),
    ("password_max_age_days", 0, 730, 0),
    ("password_min_length", 8, 128, 8),
    ("password_min_score", 0, 4, 0),
    ("refresh_absolute_seconds", 3_600, 31_536_000, 7_776_000),
    ("refresh_reuse_grace_seconds", 0, 60, 10),
    ("refresh_token_seconds", 3_600, 7_776_000, 2_592_000),
    ("session_idle_seconds", 0, 7_776_000, 0),
    ("session_seconds", 3_600, 7_776_000, 1_209_600),
    ("step_up_seconds", 60, 86_400, 600),
    ("totp_skew_steps", 0, 1, 1),
    ("trusted_device_days", 0, 90, 0),
];

fn overrides(json: Value) -> PolicyOverrides {
    serde_json::from_value(json).unwrap()
}

fn check(json: Value) -> Result<(), PolicyError> {
    overrides(json).check(&Policy::default())
}

#[test]
fn every_number_of_the_policy_has_the_default_that_is_said() {
    let policy = serde_json::to_value(Policy::default()).unwrap();
    let numbers = policy.as_object().unwrap().iter();
    let told: Vec<(&str, u64)> = numbers
        .filter_map(|(name, value)| Some((name.as_str(), value.as_u64()?)))
        .collect();
    let said = NUMBERS.map(|(name, _, _, default)| (name, u64::from(default)));
    assert_eq!(told, said);
}

#[test]
fn every_number_of_the_policy_is_taken_within_its_range_and_refused_beyond() {
    for (name, least, most, _) in NUMBERS {
        for value in [least, most] {
            assert_eq!(check(json!({name: value})), Ok(()), "{name} {value}");
        }
        let refused = PolicyError::Range { name, least, most };
        let below = least.checked_sub(1);
        for value in below.into_iter().chain([most + 1, u32::MAX]) {
            assert_eq!(
                check(json!({name: value})),
                Err(refused.clone()),
                "{name} {value}"
            );
        }
    }
}

#[test]
fn absent_overrides_and_overrides_that_say_the_default_behave_alike() {
    let platform = Policy::default();
    assert_eq!(platform.with(&PolicyOverrides::default()), platform);
    let spelled_out = overrides(serde_json::to_value(&platform).unwrap());
    assert_eq!(spelled_out.check(&platform), Ok(()));
    assert_eq!(platform.with(&spelled_out), platform);
    assert_eq!(
        serde_json::to_value(PolicyOverrides::default()).unwrap(),
        json!({})
    );
}

#[test]
fn an_override_replaces_the_platforms_value_and_no_other() {
    let platform = Policy {
        lockout_failures: 5,
        ..Policy::default()
    };
    let resolved = platform.with(&overrides(json!({"session_seconds": 3_600})));
    let expected = Policy {
        session_seconds: 3_600,
        ..platform
    };
    assert_eq!(resolved, expected);
}

#[test]
fn an_unknown_name_or_a_value_of_another_type_is_refused() {
    let refused = [
        json!({"session_second": 3_600}),
        json!({"session_seconds": "3600"}),
        json!({"session_seconds": -1}),
        json!({"sign_up": "anybody"}),
        json!({"access_token_signing_alg": "none"}),
        json!({"password_hash": {"memory_kib": 8, "iterations": 1}}),
    ];
    for value in refused {
        let read = serde_json::from_value::<PolicyOverrides>(value.clone());
        assert!(read.is_err(), "{value}");
    }
}

#[test]
fn access_tokens_are_signed_by_one_of_three_algorithms() {
    for name in ["EdDSA", "ES256", "RS256"] {
        assert_eq!(check(json!({"access_token_signing_alg": name})), Ok(()));
    }
    let refused = PolicyOverrides {
        access_token_signing_alg: Some(Algorithm::Ps256),
        ..PolicyOverrides::default()
    };
    assert_eq!(
        refused.check(&Policy::default()),
        Err(PolicyError::Algorithm)
    );
}

#[test]
fn the_cost_of_hashing_stays_within_its_ranges() {
    let check = |memory_kib, iterations, parallelism| {
        PolicyOverrides {
            password_hash: Some(HashParams {
                memory_kib,
                iterations,
                parallelism,
            }),
            ..PolicyOverrides::default()
        }
        .check(&Policy::default())
    };
    for (memory, passes, lanes) in [(8, 1, 1), (32, 1, 4), (65_536, 16, 4), (262_144, 4, 4)] {
        assert_eq!(check(memory, passes, lanes), Ok(()));
    }
    let beyond = [
        (7, 1, 1),
        (31, 1, 4),
        (262_145, 1, 1),
        (262_144, 5, 1),
        (8, 0, 1),
        (8, 17, 1),
        (8, 1, 0),
        (40, 1, 5),
        (8, 1, u32::MAX),
    ];
    for (memory, passes, lanes) in beyond {
        let refused = check(memory, passes, lanes);
        assert!(
            matches!(refused, Err(PolicyError::HashCost(_))),
            "{memory} {passes} {lanes}"
        );
    }
}

#[test]
fn domains_that_may_sign_up_are_listed_in_lower_case_ascii() {
    let check =
        |domain: &str| check(json!({"sign_up": "domain", "allowed_email_domains": [domain]}));
    for domain in ["acme.example", "xn--bcher-kva.example"] {
        assert_eq!(check(domain), Ok(()), "{domain}");
    }
    for domain in [
        "",
        "acme",
        "Acme.example",
        "bücher.example",
        "@acme.example",
        "127.0.0.1:80",
    ] {
        assert_eq!(
            check(domain),
            Err(PolicyError::Domain(domain.to_owned())),
            "{domain}"
        );
    }
}

#[test]
fn sign_up_by_domain_needs_a_domain() {
    assert_eq!(
        check(json!({"sign_up": "domain"})),
        Err(PolicyError::NoDomains)
    );
    let platform = Policy {
        allowed_email_domains: vec!["acme.example".to_owned()],
        ..Policy::default()
    };
    let inherits = overrides(json!({"sign_up": "domain"}));
    assert_eq!(inherits.check(&platform), Ok(()));
    assert_eq!(platform.with(&inherits).sign_up, SignUp::Domain);
    let empties = overrides(json!({"sign_up": "domain", "allowed_email_domains": []}));
    assert_eq!(empties.check(&platform), Err(PolicyError::NoDomains));
}
