//! The resource server's verifier: one broken token for every cause, and the edges of time.

mod rotation;

use std::collections::HashSet;

use authnex_core::{
    jose::{Algorithm, JwkSet, MAX_COMPACT_BYTES, SigningKey, TokenType, base64url},
    verify::{AccessToken, Verifier, VerifierBuilder, VerifierConfigError, VerifyError},
};
use proptest::{
    prelude::{ProptestConfig, any, prop_assert, prop_assume},
    proptest,
    sample::Index,
};
use serde_json::{Value, json};

use crate::jose::{random, raw_token, signing_key};

const NOW: u64 = 1_767_225_600;
const ISSUER: &str = "https://auth.example/t/acme";
const AUDIENCE: &str = "https://api.example";
const SIGNED_BY_DEFAULT: [Algorithm; 3] = [Algorithm::EdDsa, Algorithm::Es256, Algorithm::Rs256];

fn keys(algorithms: &[Algorithm]) -> JwkSet {
    let keys = algorithms
        .iter()
        .map(|algorithm| signing_key(*algorithm).public_jwk().clone());
    JwkSet::new(keys.collect()).unwrap()
}

fn builder() -> VerifierBuilder {
    let all = [
        Algorithm::EdDsa,
        Algorithm::Es256,
        Algorithm::Ps256,
        Algorithm::Rs256,
    ];
    Verifier::builder(ISSUER)
        .audience(AUDIENCE)
        .keys(keys(&all))
}

fn verifier() -> Verifier {
    builder().build().unwrap()
}

fn claims() -> Value {
    json!({"iss": ISSUER, "sub": "usr_1", "aud": AUDIENCE, "client_id": "web", "iat": NOW,
        "exp": NOW + 900, "jti": "t1"})
}

/// The claims with members replaced, or removed where the value is null.
fn claims_with(changes: &Value) -> String {
    let mut claims = claims();
    for (name, value) in changes.as_object().unwrap() {
        let members = claims.as_object_mut().unwrap();
        match value {
            Value::Null => members.remove(name),
            value => members.insert(name.clone(), value.clone()),
        };
    }
    claims.to_string()
}

fn sign(key: &SigningKey, claims: &str) -> String {
    key.sign_compact(TokenType::AccessToken, claims.as_bytes(), &random())
        .unwrap()
}

fn verify_claims(claims: &str) -> Result<AccessToken, VerifyError> {
    verifier().verify(&sign(&signing_key(Algorithm::EdDsa), claims), NOW)
}

fn verify_header(header: &Value) -> Result<AccessToken, VerifyError> {
    let payload = base64url::encode(claims().to_string().as_bytes());
    verifier().verify(&raw_token(&header.to_string(), &payload), NOW)
}

fn malformed(what: &'static str) -> VerifyError {
    VerifyError::Malformed { what }
}

#[test]
fn every_claim_arrives_typed() {
    let token = verify_claims(&claims_with(&json!({
        "aud": ["https://other.example", AUDIENCE], "nbf": NOW, "scope": "openid  articles:write",
        "auth_time": NOW - 60, "acr": "urn:example:mfa", "amr": ["pwd", "otp"], "sid": "s1",
        "roles": ["editor"], "permissions": ["articles:write"], "cnf": {"jkt": "x"},
    })))
    .unwrap();
    assert_eq!((token.iss.as_str(), token.sub.as_str()), (ISSUER, "usr_1"));
    assert_eq!(token.aud, ["https://other.example", AUDIENCE]);
    assert_eq!(
        (token.client_id.as_str(), token.jti.as_str()),
        ("web", "t1")
    );
    assert_eq!(
        (token.iat, token.exp, token.nbf),
        (NOW, NOW + 900, Some(NOW))
    );
    assert_eq!(token.scope, ["openid", "articles:write"]);
    assert_eq!(token.auth_time, Some(NOW - 60));
    assert_eq!(
        (token.acr.as_deref(), token.sid.as_deref()),
        (Some("urn:example:mfa"), Some("s1"))
    );
    assert_eq!(token.amr, ["pwd", "otp"]);
    assert!(token.has_role("editor") && !token.has_role("edit"));
    assert!(token.has_scope("openid") && !token.has_scope("open"));
    assert!(token.has_permission("articles:write") && !token.has_permission("articles:read"));
    assert_eq!(json!(token.extra), json!({"cnf": {"jkt": "x"}}));
}

#[test]
fn the_required_claims_are_enough() {
    for algorithm in SIGNED_BY_DEFAULT {
        let token = sign(&signing_key(algorithm), &claims().to_string());
        let token = verifier().verify(&token, NOW).unwrap();
        assert!(token.scope.is_empty() && token.permissions.is_empty() && token.extra.is_empty());
        assert_eq!((token.nbf, token.auth_time, token.sid), (None, None, None));
    }
}

#[test]
fn every_required_claim_is_missed() {
    for name in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"] {
        let refused = verify_claims(&claims_with(&json!({ name: null })));
        assert_eq!(refused, Err(VerifyError::MissingClaim(name)));
    }
}

#[test]
fn every_claim_has_a_type() {
    let texts = ["iss", "sub", "client_id", "jti", "acr", "sid", "scope"];
    let numbers = ["iat", "exp", "nbf", "auth_time"];
    let arrays = ["aud", "amr", "roles", "permissions"];
    let cases = texts.map(|name| (name, json!(1))).into_iter();
    let cases = cases.chain(numbers.map(|name| (name, json!("1767225600"))));
    let cases = cases.chain(arrays.map(|name| (name, json!(["a", 1]))));
    let cases = cases.chain([
        ("aud", json!(1)),
        ("amr", json!("pwd")),
        ("exp", json!(true)),
    ]);
    for (name, value) in cases {
        let refused = verify_claims(&claims_with(&json!({ name: value })));
        assert_eq!(refused, Err(VerifyError::ClaimType(name)));
    }
    let with_null = claims().to_string().replace("\"t1\"", "null");
    assert_eq!(
        verify_claims(&with_null),
        Err(VerifyError::ClaimType("jti"))
    );
}

#[test]
fn a_claim_stands_once() {
    let text = claims().to_string();
    let object = text.strip_suffix('}').unwrap();
    for repeated in [
        r#""sub":"usr_2""#,
        r#""\u0073ub":"usr_2""#,
        r#""x":1,"x":2"#,
        r#""x":[{"y":1,"y":2}]"#,
    ] {
        let refused = verify_claims(&format!("{object},{repeated}}}"));
        assert_eq!(refused, Err(VerifyError::DuplicateMember), "{repeated}");
    }
}

#[test]
fn claims_are_one_json_object() {
    let good = claims().to_string();
    for broken in [
        "",
        "null",
        "[]",
        "\"a\"",
        &good[1..],
        &format!("{good}{good}"),
        &format!("{good},"),
    ] {
        assert_eq!(verify_claims(broken), Err(malformed("claims")), "{broken}");
    }
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let refused = verify_claims(&good.replace("\"t1\"", &format!("\"t1\",\"x\":{deep}")));
    assert_eq!(refused, Err(malformed("claims")));
    assert!(verify_claims(&good.replace(',', " ,\r\n\t")).is_ok());
}

#[test]
fn issuer_and_audience_are_exact() {
    for issuer in [
        "https://auth.example/t/acme/",
        "https://auth.example/t/ACME",
        "http://auth.example/t/acme",
        "",
    ] {
        assert_eq!(
            verify_claims(&claims_with(&json!({"iss": issuer}))),
            Err(VerifyError::Issuer)
        );
    }
    for audience in [
        json!("https://api.example/"),
        json!([]),
        json!(["a", "b"]),
        json!(""),
    ] {
        let refused = verify_claims(&claims_with(&json!({"aud": audience})));
        assert_eq!(refused, Err(VerifyError::Audience));
    }
    let two_names = builder().audience("second").build().unwrap();
    let token = sign(
        &signing_key(Algorithm::EdDsa),
        &claims_with(&json!({"aud": "second"})),
    );
    assert!(two_names.verify(&token, NOW).is_ok());
}

#[test]
fn times_hold_to_the_second() {
    let token = |changes: Value| sign(&signing_key(Algorithm::EdDsa), &claims_with(&changes));
    let cause = |leeway, token: &str, now| {
        builder()
            .leeway_seconds(leeway)
            .build()
            .unwrap()
            .verify(token, now)
            .err()
    };
    let ends = token(json!({}));
    for leeway in [0, 5, 60] {
        assert_eq!(cause(leeway, &ends, NOW + 899 + leeway), None);
        assert_eq!(
            cause(leeway, &ends, NOW + 900 + leeway),
            Some(VerifyError::Expired)
        );
        assert_eq!(cause(leeway, &ends, NOW - leeway), None);
        assert_eq!(
            cause(leeway, &ends, NOW - leeway - 1),
            Some(VerifyError::IssuedInFuture)
        );
        let starts = token(json!({"nbf": NOW + 100}));
        assert_eq!(cause(leeway, &starts, NOW + 100 - leeway), None);
        assert_eq!(
            cause(leeway, &starts, NOW + 99 - leeway),
            Some(VerifyError::NotYetValid)
        );
    }
    assert_eq!(
        cause(5, &token(json!({"exp": -1})), NOW),
        Some(VerifyError::Expired)
    );
    assert_eq!(cause(5, &token(json!({"exp": 1e18})), NOW), None);
    assert_eq!(
        cause(5, &token(json!({"exp": u64::MAX})), u64::MAX - 1),
        None
    );
    let fraction = token(json!({"exp": 1_767_225_610.9}));
    assert_eq!(cause(0, &fraction, NOW + 9), None);
    assert_eq!(cause(0, &fraction, NOW + 10), Some(VerifyError::Expired));
}

#[test]
fn only_access_tokens_are_access_tokens() {
    let header = |typ: Value| json!({"alg": "EdDSA", "kid": "EdDSA", "typ": typ});
    for typ in [
        "at+jwt",
        "AT+JWT",
        "application/at+jwt",
        "Application/At+Jwt",
    ] {
        assert!(verify_header(&header(json!(typ))).is_ok(), "{typ}");
    }
    for typ in [
        "JWT",
        "jwt",
        "at",
        "",
        "at+jwt ",
        "text/at+jwt",
        "logout+jwt",
        "dpop+jwt",
    ] {
        assert_eq!(
            verify_header(&header(json!(typ))),
            Err(VerifyError::WrongType),
            "{typ}"
        );
    }
    assert_eq!(
        verify_header(&json!({"alg": "EdDSA", "kid": "EdDSA"})),
        Err(VerifyError::WrongType)
    );
    let key = signing_key(Algorithm::EdDsa);
    let id_token = key.sign_compact(TokenType::Jwt, claims().to_string().as_bytes(), &random());
    assert_eq!(
        verifier().verify(&id_token.unwrap(), NOW),
        Err(VerifyError::WrongType)
    );
}

#[test]
fn every_header_fault_has_its_cause() {
    let header = |alg: &str, kid: Value| json!({"alg": alg, "kid": kid, "typ": "at+jwt"});
    let kid = |kid: &str| VerifyError::UnknownKey { kid: kid.into() };
    let cases = [
        (
            header("none", json!("EdDSA")),
            VerifyError::AlgorithmNotAllowed,
        ),
        (
            header("HS256", json!("EdDSA")),
            VerifyError::AlgorithmNotAllowed,
        ),
        (
            header("PS256", json!("PS256")),
            VerifyError::AlgorithmNotAllowed,
        ),
        (
            header("ES256", json!("EdDSA")),
            VerifyError::AlgorithmMismatch,
        ),
        (
            header("EdDSA", json!("ES256")),
            VerifyError::AlgorithmMismatch,
        ),
        (header("EdDSA", json!("gone")), kid("gone")),
        (header("EdDSA", json!("")), kid("")),
        (header("EdDSA", json!(1)), malformed("header")),
        (
            json!({"alg": "EdDSA", "typ": "at+jwt"}),
            VerifyError::MissingKeyId,
        ),
        (
            json!({"kid": "EdDSA", "typ": "at+jwt"}),
            malformed("header"),
        ),
        (
            json!({"alg": "EdDSA", "crit": []}),
            VerifyError::CriticalHeader,
        ),
        (
            json!({"alg": "EdDSA", "b64": false}),
            VerifyError::CriticalHeader,
        ),
    ];
    for (header, cause) in cases {
        assert_eq!(verify_header(&header), Err(cause), "{header}");
    }
    let twice = raw_token(r#"{"alg":"EdDSA","alg":"EdDSA"}"#, "e30");
    assert_eq!(
        verifier().verify(&twice, NOW),
        Err(VerifyError::DuplicateMember)
    );
    let ps256 = builder().algorithms([Algorithm::Ps256]).build().unwrap();
    let token = sign(&signing_key(Algorithm::Ps256), &claims().to_string());
    assert!(ps256.verify(&token, NOW).is_ok());
}

#[test]
fn every_fault_of_form_has_its_cause() {
    let good = sign(&signing_key(Algorithm::EdDsa), &claims().to_string());
    let (signing_input, signature) = good.rsplit_once('.').unwrap();
    let other_payload = base64url::encode(claims_with(&json!({"sub": "usr_2"})).as_bytes());
    let header = good.split('.').next().unwrap();
    let cases = [
        (signing_input.to_owned(), malformed("not three parts")),
        (format!("={good}"), malformed("header encoding")),
        (format!("{good}="), malformed("signature encoding")),
        (format!("{signing_input}."), VerifyError::Signature),
        (
            format!("{header}.{other_payload}.{signature}"),
            VerifyError::Signature,
        ),
        ("a".repeat(MAX_COMPACT_BYTES + 1), VerifyError::TooLarge),
    ];
    for (token, cause) in cases {
        assert_eq!(verifier().verify(&token, NOW), Err(cause), "{token}");
    }
    let padded = raw_token(r#"{"alg":"EdDSA","kid":"EdDSA","typ":"at+jwt"}"#, "e30=");
    assert_eq!(
        verifier().verify(&padded, NOW),
        Err(malformed("payload encoding"))
    );
    let stranger = signing_key(Algorithm::Es256);
    let set = JwkSet::new(vec![stranger.public_jwk().clone().with_kid("EdDSA")]).unwrap();
    let other_key = builder().keys(set).build().unwrap();
    assert_eq!(
        other_key.verify(&good, NOW),
        Err(VerifyError::AlgorithmMismatch)
    );
}

#[test]
fn codes_are_distinct() {
    let causes = [
        VerifyError::TooLarge,
        malformed("header"),
        VerifyError::DuplicateMember,
        VerifyError::CriticalHeader,
        VerifyError::WrongType,
        VerifyError::AlgorithmNotAllowed,
        VerifyError::MissingKeyId,
        VerifyError::UnknownKey { kid: "k".into() },
        VerifyError::AlgorithmMismatch,
        VerifyError::Signature,
        VerifyError::MissingClaim("jti"),
        VerifyError::ClaimType("jti"),
        VerifyError::Issuer,
        VerifyError::Audience,
        VerifyError::Expired,
        VerifyError::NotYetValid,
        VerifyError::IssuedInFuture,
    ];
    let codes: HashSet<_> = causes.iter().map(VerifyError::code).collect();
    assert_eq!(codes.len(), causes.len());
    assert!(codes.contains("issued_in_future"));
}

#[test]
fn a_verifier_needs_to_know_what_it_takes() {
    let cause = |builder: VerifierBuilder| builder.build().unwrap_err();
    let named = || Verifier::builder(ISSUER).audience(AUDIENCE);
    let no_issuer = Verifier::builder("").audience(AUDIENCE);
    assert_eq!(cause(no_issuer), VerifierConfigError::NoIssuer);
    assert_eq!(
        cause(Verifier::builder(ISSUER)),
        VerifierConfigError::NoAudience
    );
    assert_eq!(cause(named().audience("")), VerifierConfigError::NoAudience);
    assert_eq!(
        cause(named().algorithms([])),
        VerifierConfigError::NoAlgorithm
    );
    let too_long = VerifierConfigError::LeewayTooLong { seconds: 61 };
    assert_eq!(cause(named().leeway_seconds(61)), too_long);
    assert!(named().leeway_seconds(60).build().is_ok());
}

#[test]
fn the_clock_can_be_given() {
    let token = sign(&signing_key(Algorithm::EdDsa), &claims().to_string());
    let at = |now: u64| builder().with_clock(move || now).build().unwrap();
    assert!(at(NOW).verify_now(&token).is_ok());
    assert_eq!(at(NOW + 905).verify_now(&token), Err(VerifyError::Expired));
    let endless = sign(
        &signing_key(Algorithm::EdDsa),
        &claims_with(&json!({"exp": u64::MAX, "iat": 0})),
    );
    assert!(
        verifier().verify_now(&endless).is_ok(),
        "the system's clock is the default"
    );
}

/// One change of the text: another character, one more, one fewer, or a cut.
fn mutate(token: &str, place: Index, kind: u8, replacement: char) -> String {
    let mut characters: Vec<char> = token.chars().collect();
    let at = place.index(characters.len());
    match kind {
        0 => characters[at] = replacement,
        1 => characters.insert(at, replacement),
        2 => drop(characters.remove(at)),
        _ => characters.truncate(at),
    }
    characters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn no_mutation_verifies(
        algorithm in 0..3_usize,
        place in any::<Index>(),
        kind in 0..4_u8,
        replacement in "[A-Za-z0-9_.=+/ -]|\\PC",
    ) {
        let token = sign(&signing_key(SIGNED_BY_DEFAULT[algorithm]), &claims().to_string());
        let mutated = mutate(&token, place, kind, replacement.chars().next().unwrap());
        prop_assume!(mutated != token);
        let verifier = verifier();
        prop_assert!(verifier.verify(&token, NOW).is_ok());
        prop_assert!(verifier.verify(&mutated, NOW).is_err());
    }

    #[test]
    fn no_text_verifies_or_panics(text in "\\PC{0,40}(\\.\\PC{0,40}){0,3}") {
        prop_assert!(verifier().verify(&text, NOW).is_err());
        prop_assert!(JwkSet::from_json(text.as_bytes()).is_err());
    }

    #[test]
    fn signed_claims_of_any_shape_do_not_panic(place in any::<Index>(), kind in 0..4_u8, replacement in any::<char>()) {
        let claims = claims_with(&json!({"scope": "a", "x": {"y": [1.5]}}));
        let _verdict = verify_claims(&mutate(&claims, place, kind, replacement));
    }
}
