//! The tenant's rules: each value at the edges of its range, and one step beyond them.

use authnex_core::{
    jose::Algorithm,
    password::HashParams,
    policy::{
        FIELDS, FieldKind, MagicLink, Mfa, Network, Policy, PolicyError, PolicyOverrides,
        PolicySource, SignInMethod, SignUp,
    },
};
use serde_json::{Value, json};

/// Name, least, greatest, default: what the reference says.
const NUMBERS: [(&str, u32, u32, u32); 31] = [
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
    ("sessions_per_user", 0, 100, 0),
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

#[test]
fn strict_tightens_what_is_looser_and_nothing_else() {
    let strict = Policy::default().with(&overrides(json!({"strict": true})));
    let told = serde_json::to_value(&strict).unwrap();
    for (name, value) in [
        ("password_min_length", json!(15)),
        ("access_token_seconds", json!(300)),
        ("session_seconds", json!(43_200)),
        ("session_idle_seconds", json!(900)),
        ("refresh_token_seconds", json!(43_200)),
        ("refresh_absolute_seconds", json!(43_200)),
        ("magic_link", json!("off")),
        ("mfa", json!("required")),
        ("totp_skew_steps", json!(0)),
        ("trusted_device_days", json!(0)),
    ] {
        assert_eq!(told[name], value, "{name}");
    }
    let own = json!({"strict": true, "password_min_length": 20, "session_idle_seconds": 600,
        "access_token_seconds": 60, "magic_link": "on", "mfa": "off"});
    let tighter = Policy::default().with(&overrides(own));
    let numbers = (tighter.password_min_length, tighter.session_idle_seconds);
    assert_eq!((numbers, tighter.access_token_seconds), ((20, 600), 60));
    let values = (tighter.magic_link, tighter.mfa);
    assert_eq!(values, (MagicLink::Off, Mfa::Required));
    // What strict says nothing of stays.
    assert_eq!(tighter.lockout_failures, Policy::default().lockout_failures);
}

#[test]
fn every_value_says_where_it_comes_from_and_what_it_replaces() {
    let platform = Policy {
        lockout_failures: 5,
        ..Policy::default()
    };
    let own = overrides(json!({"strict": true, "session_seconds": 3_600,
        "access_token_seconds": 900, "password_min_length": 15}));
    let all = platform.explain(&own);
    assert_eq!(
        all.len(),
        serde_json::to_value(&platform)
            .unwrap()
            .as_object()
            .unwrap()
            .len()
    );
    let of = |name: &str| {
        let one = all.iter().find(|one| one.field.name == name).unwrap();
        (
            one.value.clone(),
            one.default.clone(),
            one.own.clone(),
            one.source,
        )
    };
    assert_eq!(
        of("lockout_failures"),
        (json!(5), json!(5), None, PolicySource::Default)
    );
    let own = Some(json!(3_600));
    assert_eq!(
        of("session_seconds"),
        (json!(3_600), json!(1_209_600), own, PolicySource::Tenant)
    );
    let own = Some(json!(900));
    assert_eq!(
        of("access_token_seconds"),
        (json!(300), json!(900), own, PolicySource::Strict)
    );
    assert_eq!(
        of("mfa"),
        (
            json!("required"),
            json!("optional"),
            None,
            PolicySource::Strict
        )
    );
    assert_eq!(of("password_min_length").3, PolicySource::Tenant);
}

#[test]
fn a_patch_sets_takes_away_and_leaves_the_rest() {
    let patch = |own: Value, changes: Value| {
        let changes = changes.as_object().unwrap().clone();
        overrides(own)
            .patched(&changes)
            .map(|new| serde_json::to_value(new).unwrap())
    };
    let own = json!({"session_seconds": 3_600, "strict": true});
    let patched = patch(own.clone(), json!({"strict": null, "lockout_failures": 4})).unwrap();
    assert_eq!(
        patched,
        json!({"session_seconds": 3_600, "lockout_failures": 4})
    );
    assert_eq!(patch(own.clone(), json!({})).unwrap(), own);
    for wrong in [
        json!({"unknown": 1}),
        json!({"unknown": null}),
        json!({"strict": 1}),
    ] {
        assert!(patch(own.clone(), wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn a_method_that_is_not_allowed_is_off_and_one_must_be_left() {
    let allows = |value: Value, method| Policy::default().with(&overrides(value)).allows(method);
    let methods = |list: &[&str]| json!({"allowed_methods": list});
    assert!(allows(methods(&["password"]), SignInMethod::Password));
    assert!(!allows(methods(&["password"]), SignInMethod::MagicLink));
    assert!(!allows(
        json!({"magic_link": "off"}),
        SignInMethod::MagicLink
    ));
    let only_mail = Policy::default().with(&overrides(methods(&["password"])));
    assert_eq!(only_mail.magic_link, MagicLink::Off);
    assert_eq!(check(methods(&[])), Err(PolicyError::NoWayIn));
    let neither = json!({"allowed_methods": ["magic_link"], "magic_link": "off"});
    assert_eq!(check(neither), Err(PolicyError::NoWayIn));
    let strict = json!({"allowed_methods": ["magic_link"], "strict": true});
    assert_eq!(check(strict), Err(PolicyError::NoWayIn));
    assert!(serde_json::from_value::<PolicyOverrides>(methods(&["fax"])).is_err());
}

#[test]
fn every_name_is_described_with_its_values() {
    let policy = serde_json::to_value(Policy::default()).unwrap();
    let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    let mut known: Vec<&str> = policy
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    known.sort_unstable();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, known);
    for field in FIELDS {
        assert!(field.about.trim().ends_with('.'), "{}", field.name);
        let FieldKind::Choice(choices) = field.kind else {
            continue;
        };
        for choice in choices {
            let value = json!({field.name: choice});
            assert!(
                serde_json::from_value::<PolicyOverrides>(value).is_ok(),
                "{choice}"
            );
        }
    }
}
