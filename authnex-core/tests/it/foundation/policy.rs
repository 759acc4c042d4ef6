//! The tenant's rules: each value at the edges of its range, and one step beyond them.

use authnex_core::{
    jose::Algorithm,
    password::HashParams,
    policy::{Network, Policy, PolicyError, PolicyOverrides, SignUp},
};
use serde_json::{Value, json};

/// Name, least, greatest, default: what the reference says.
const NUMBERS: [(&str, u32, u32, u32); 30] = [
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
    ("rate_mail_address", 10, 1_000_000, 300),
    ("rate_mail_tenant", 10, 1_000_000, 6_000),
    ("rate_management_account", 10, 1_000_000, 6_000),
    ("rate_management_address", 10, 1_000_000, 12_000),
    ("rate_management_tenant", 10, 1_000_000, 120_000),
    ("rate_pages_address", 10, 1_000_000, 6_000),
    ("rate_sign_in_address", 10, 1_000_000, 600),
    ("rate_sign_in_tenant", 10, 1_000_000, 30_000),
    ("rate_token_address", 10, 1_000_000, 6_000),
    ("rate_token_tenant", 10, 1_000_000, 120_000),
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

#[test]
fn networks_are_read_in_every_usual_form_and_written_in_one() {
    for (text, written) in [
        ("192.0.2.7/24", "192.0.2.0/24"),
        ("192.0.2.7", "192.0.2.7"),
        (" 10.0.0.0/8 ", "10.0.0.0/8"),
        ("2001:DB8::1/32", "2001:db8::/32"),
        ("::1", "::1"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
    ] {
        let network: Network = text.parse().unwrap();
        assert_eq!(network.to_string(), written, "{text}");
    }
    for text in [
        "",
        "192.0.2.0/33",
        "192.0.2/24",
        "2001:db8::/129",
        "acme.example",
    ] {
        assert!(text.parse::<Network>().is_err(), "{text}");
        let value = json!({"ip_allowlist": [text]});
        assert!(serde_json::from_value::<PolicyOverrides>(value).is_err());
    }
    let many: Vec<String> = (0..=200).map(|n| format!("10.0.{n}.0/24")).collect();
    assert_eq!(check(json!({"ip_allowlist": many[1..]})), Ok(()));
    assert_eq!(
        check(json!({"ip_allowlist": many})),
        Err(PolicyError::TooManyNetworks(200))
    );
}

#[test]
fn listed_networks_let_in_whoever_is_in_one_of_them() {
    let policy = Policy::default().with(&overrides(json!({
        "ip_allowlist": ["192.0.2.0/24", "2001:db8::/32"]
    })));
    let at = |text: &str| policy.lets_in(Some(text.parse().unwrap()));
    assert!(at("192.0.2.255") && at("::ffff:192.0.2.1") && at("2001:db8:ffff::1"));
    assert!(!at("192.0.3.0") && !at("::ffff:192.0.3.0") && !at("2001:db9::"));
    assert!(!policy.lets_in(None), "what is not known is none of them");
    assert!(Policy::default().lets_in(None));
    let all = Policy::default().with(&overrides(json!({"ip_allowlist": ["0.0.0.0/0"]})));
    assert!(all.lets_in(Some("198.51.100.1".parse().unwrap())));
    assert!(!all.lets_in(Some("2001:db8::1".parse().unwrap())));
}
