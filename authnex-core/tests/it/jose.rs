//! Signatures and keys: the RFCs' values, and one broken input for every cause of refusal.

mod example_keys;

use authnex_core::jose::{
    Algorithm, CompactJws, Jwk, JwkError, JwkSet, JwsError, MAX_COMPACT_BYTES, MAX_SET_BYTES,
    PublicKey, SignError, SigningKey, SigningKeyError, TokenType, VerifyingKey, base64url,
    strict_json::{self, StrictJsonError},
};
use ring::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use serde_json::{Value, json};

const ALGORITHMS: [Algorithm; 4] = [
    Algorithm::EdDsa,
    Algorithm::Es256,
    Algorithm::Ps256,
    Algorithm::Rs256,
];

use example_keys::{
    ED25519_PKCS8, P256_PKCS8, RFC7515_A2_MODULUS, RFC7515_A2_SIGNATURE, RFC7515_PAYLOAD,
    RFC7638_MODULUS, ROCA_MODULUS, RSA_PKCS8,
};

#[expect(
    clippy::disallowed_methods,
    reason = "signatures need real chance; nothing here depends on its values"
)]
pub(crate) fn random() -> SystemRandom {
    SystemRandom::new()
}

/// A published example key, named after its algorithm.
pub(crate) fn signing_key(algorithm: Algorithm) -> SigningKey {
    let pkcs8 = base64url::decode(pkcs8(algorithm)).unwrap();
    SigningKey::from_pkcs8(algorithm, algorithm.name(), &pkcs8, &random()).unwrap()
}

/// A JWS under any header and any second part, signed with the Ed25519 key.
pub(crate) fn raw_token(header: &str, encoded_payload: &str) -> String {
    let pkcs8 = base64url::decode(ED25519_PKCS8).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pkcs8).unwrap();
    let signing_input = format!("{}.{encoded_payload}", base64url::encode(header.as_bytes()));
    let signature = base64url::encode(pair.sign(signing_input.as_bytes()).as_ref());
    format!("{signing_input}.{signature}")
}

fn pkcs8(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::EdDsa => ED25519_PKCS8,
        Algorithm::Es256 => P256_PKCS8,
        _ => RSA_PKCS8,
    }
}

fn read(key: &Value) -> Result<Jwk, JwkError> {
    Jwk::from_json(key.to_string().as_bytes())
}

fn read_set(keys: &[Value]) -> Result<JwkSet, JwkError> {
    JwkSet::from_json(json!({ "keys": keys }).to_string().as_bytes())
}

fn verify(token: &str, key: &Value) -> Result<Vec<u8>, JwsError> {
    CompactJws::parse(token)?.verify(&VerifyingKey::from(&read(key).unwrap()))
}

fn ed25519_jwk() -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
}

fn p256_jwk() -> Value {
    json!({"kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})
}

fn rsa_jwk() -> Value {
    json!({"kty": "RSA", "n": RFC7515_A2_MODULUS, "e": "AQAB"})
}

/// `key` with members replaced, or removed where the value is null.
fn with(mut key: Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else {
        panic!("changes are an object");
    };
    for (name, value) in changes {
        match value {
            Value::Null => key.as_object_mut().unwrap().remove(&name),
            value => key.as_object_mut().unwrap().insert(name, value),
        };
    }
    key
}

#[test]
fn base64url_has_one_spelling() {
    assert_eq!(base64url::decode("AA").unwrap(), [0]);
    assert!(base64url::decode("").unwrap().is_empty());
    assert_eq!(base64url::decode("_-8").unwrap(), [0xff, 0xef]);
    for refused in [
        "AA=", "AA==", "AB", "A", " AA", "AA\n", "A A", "+/8", "AA?", "é",
    ] {
        assert!(base64url::decode(refused).is_err(), "{refused:?}");
        let mut buffer = [0; 16];
        assert!(base64url::decode_to_slice(refused, &mut buffer).is_err());
    }
    assert!(base64url::decode_to_slice("AAAAAAAA", &mut [0; 3]).is_err());
}

#[test]
fn json_objects_have_unique_names() {
    let parse = |text: &str| strict_json::parse_object(text.as_bytes());
    assert_eq!(parse(r#"{"a":[{"b":1.5},null,-2,true]}"#).unwrap().len(), 1);
    let duplicate = Err(StrictJsonError::DuplicateMember);
    assert_eq!(parse(r#"{"a":1,"a":1}"#), duplicate);
    assert_eq!(parse(r#"{"a":1,"\u0061":1}"#), duplicate);
    assert_eq!(parse(r#"{"a":[{"b":1,"b":2}]}"#), duplicate);
    assert_eq!(parse("[]"), Err(StrictJsonError::NotAnObject));
    for malformed in ["", "{", "{} {}", "{a:1}", &"[".repeat(10_000)] {
        assert_eq!(parse(malformed), Err(StrictJsonError::Malformed));
    }
    let not_utf8 = strict_json::parse_object(b"{\"a\":\"\xff\"}");
    assert_eq!(not_utf8, Err(StrictJsonError::Malformed));
}

#[test]
fn algorithm_names_are_exact() {
    for algorithm in ALGORITHMS {
        assert_eq!(algorithm.name().parse(), Ok(algorithm));
        assert_eq!(json!(algorithm), json!(algorithm.name()));
    }
    for unknown in ["none", "eddsa", "HS256", "RS384", "RS256 ", ""] {
        assert!(unknown.parse::<Algorithm>().is_err(), "{unknown:?}");
    }
}

#[test]
fn rfc8037_appendix_a() {
    let jwk = read(&ed25519_jwk()).unwrap();
    let thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    assert_eq!(jwk.public_key().thumbprint(), thumbprint);
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.\
        hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let payload = verify(token, &ed25519_jwk()).unwrap();
    assert_eq!(payload, b"Example of Ed25519 signing");
    assert_eq!(
        raw_token(r#"{"alg":"EdDSA"}"#, &base64url::encode(&payload)),
        token
    );
}

#[test]
fn rfc7515_appendices_a2_and_a3() {
    let rs256 = format!("eyJhbGciOiJSUzI1NiJ9.{RFC7515_PAYLOAD}.{RFC7515_A2_SIGNATURE}");
    let es256 = format!(
        "eyJhbGciOiJFUzI1NiJ9.{RFC7515_PAYLOAD}.\
        DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    );
    let payload =
        b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
    assert_eq!(verify(&rs256, &rsa_jwk()).unwrap(), payload);
    assert_eq!(verify(&es256, &p256_jwk()).unwrap(), payload);
    assert_eq!(verify(&es256, &rsa_jwk()), Err(JwsError::AlgorithmMismatch));
    let pinned_to_pss = with(rsa_jwk(), json!({"alg": "PS256"}));
    assert_eq!(
        verify(&rs256, &pinned_to_pss),
        Err(JwsError::AlgorithmMismatch)
    );
}

#[test]
fn rfc7638_section_3_1() {
    let key = json!({"kty": "RSA", "n": RFC7638_MODULUS, "e": "AQAB", "alg": "RS256",
        "kid": "2011-04-29"});
    let jwk = read(&key).unwrap();
    assert_eq!(jwk.kid(), Some("2011-04-29"));
    let thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
    assert_eq!(jwk.public_key().thumbprint(), thumbprint);
}

#[test]
fn published_keys_read_back() {
    let keys = ALGORITHMS.map(|algorithm| signing_key(algorithm).public_jwk().clone());
    let set = JwkSet::new(keys.to_vec()).unwrap();
    let text = serde_json::to_vec(&set).unwrap();
    assert_eq!(JwkSet::from_json(&text).unwrap(), set);
    let published = json!(set.find("EdDSA").unwrap());
    let expected = json!({"use": "sig", "alg": "EdDSA", "kid": "EdDSA"});
    assert_eq!(published, with(ed25519_jwk(), expected));
}

fn assert_refused(base: &Value, cases: Vec<(Value, JwkError)>) {
    for (changes, cause) in cases {
        let key = with(base.clone(), changes);
        assert_eq!(read(&key), Err(cause), "{key}");
    }
}

#[test]
fn every_fault_of_a_jwk_has_its_cause() {
    let oct = json!({"kty": "oct", "x": null, "k": "AA"});
    let cases = vec![
        (json!({"d": "AA"}), JwkError::PrivateMember("d")),
        (json!({"oth": []}), JwkError::PrivateMember("oth")),
        (json!({"k": "AA"}), JwkError::PrivateMember("k")),
        (oct, JwkError::SymmetricKey),
        (json!({"kty": null}), JwkError::MissingMember("kty")),
        (json!({"kty": 1}), JwkError::MemberType("kty")),
        (
            json!({"kty": "X"}),
            JwkError::UnsupportedKeyType("X".into()),
        ),
        (json!({"alg": "ES256"}), JwkError::AlgorithmMismatch),
        (
            json!({"alg": "none"}),
            JwkError::UnsupportedAlgorithm("none".into()),
        ),
        (json!({"alg": 1}), JwkError::MemberType("alg")),
        (json!({"kid": 1}), JwkError::MemberType("kid")),
        (json!({"use": "enc"}), JwkError::NotForSignatures),
        (json!({"use": 1}), JwkError::MemberType("use")),
        (json!({"key_ops": ["sign"]}), JwkError::NotForSignatures),
        (
            json!({"use": "sig", "key_ops": []}),
            JwkError::NotForSignatures,
        ),
        (
            json!({"key_ops": "verify"}),
            JwkError::MemberType("key_ops"),
        ),
        (
            json!({"key_ops": ["verify", 1]}),
            JwkError::MemberType("key_ops"),
        ),
    ];
    assert_refused(&ed25519_jwk(), cases);
    let no_object = JwkError::Json(StrictJsonError::NotAnObject);
    assert_eq!(read(&json!([])), Err(no_object));
    let twice = br#"{"kty":"OKP","kty":"OKP"}"#;
    let cause = JwkError::Json(StrictJsonError::DuplicateMember);
    assert_eq!(Jwk::from_json(twice), Err(cause));
}

#[test]
fn every_fault_of_a_point_has_its_cause() {
    let ed25519 = vec![
        (json!({"crv": null}), JwkError::MissingMember("crv")),
        (
            json!({"crv": "Ed448"}),
            JwkError::UnsupportedCurve("Ed448".into()),
        ),
        (json!({"x": null}), JwkError::MissingMember("x")),
        (json!({"x": "AA=="}), JwkError::Base64("x")),
        (json!({"x": "AAAA"}), JwkError::PointLength("x")),
        (json!({"x": "A".repeat(43)}), JwkError::PointOfSmallOrder),
    ];
    assert_refused(&ed25519_jwk(), ed25519);
    let y_off_curve = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4";
    let above_prime = base64url::encode(&[0xff; 32]);
    let p256 = vec![
        (
            json!({"crv": "P-384"}),
            JwkError::UnsupportedCurve("P-384".into()),
        ),
        (
            json!({"alg": "ES384"}),
            JwkError::UnsupportedAlgorithm("ES384".into()),
        ),
        (json!({"alg": "RS256"}), JwkError::AlgorithmMismatch),
        (json!({"y": null}), JwkError::MissingMember("y")),
        (json!({"y": "AAAA"}), JwkError::PointLength("y")),
        (json!({"y": y_off_curve}), JwkError::PointNotOnCurve),
        (json!({"x": above_prime}), JwkError::PointNotOnCurve),
    ];
    assert_refused(&p256_jwk(), p256);
    // The point with x = 5 is on the curve; x + p is another spelling of it.
    let y = "RZJDuapYGAb-kTvOmYF63hHKUDxk2aPFM0FcCDJI-8w";
    let five = base64url::encode(&[&[0; 31][..], &[5]].concat());
    assert!(read(&with(p256_jwk(), json!({"x": five, "y": y}))).is_ok());
    let unreduced = json!({"x": "_____wAAAAEAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAQ", "y": y});
    assert_refused(&p256_jwk(), vec![(unreduced, JwkError::PointNotOnCurve)]);
}

#[test]
fn every_fault_of_an_rsa_key_has_its_cause() {
    let even_modulus = format!("{}g", &RFC7515_A2_MODULUS[..341]);
    let modulus = |bytes: usize| json!({"n": base64url::encode(&vec![0xff; bytes])});
    let exponent = |bytes: &[u8]| json!({"e": base64url::encode(bytes)});
    let zero_first = base64url::encode(&[&[0][..], &[0xff; 256]].concat());
    let cases = vec![
        (json!({"alg": "EdDSA"}), JwkError::AlgorithmMismatch),
        (exponent(&[]), JwkError::RsaExponent),
        (exponent(&[1]), JwkError::RsaExponent),
        (exponent(&[2]), JwkError::RsaExponent),
        (exponent(&[1, 0, 0]), JwkError::RsaExponent),
        (exponent(&[2, 0, 0, 0, 1]), JwkError::RsaExponent),
        (exponent(&[1; 9]), JwkError::RsaExponent),
        (exponent(&[0, 1, 0, 1]), JwkError::LeadingZero("e")),
        (json!({"n": zero_first}), JwkError::LeadingZero("n")),
        (modulus(128), JwkError::RsaModulusBits { bits: 1024 }),
        (modulus(1025), JwkError::RsaModulusBits { bits: 8200 }),
        (modulus(0), JwkError::RsaModulusBits { bits: 0 }),
        (json!({"n": even_modulus}), JwkError::RsaModulusEven),
        (json!({"n": ROCA_MODULUS}), JwkError::RocaModulus),
    ];
    assert_refused(&rsa_jwk(), cases);
    let small_exponent = json!({"e": "Aw", "key_ops": ["verify"], "use": "sig"});
    assert!(read(&with(rsa_jwk(), small_exponent)).is_ok());
}

#[test]
fn a_point_of_small_order_is_refused_with_either_sign() {
    let one = |sign: u8| {
        let mut point = [0; 32];
        (point[0], point[31]) = (1, sign);
        PublicKey::ed25519(&point)
    };
    assert_eq!(one(0), Err(JwkError::PointOfSmallOrder));
    assert_eq!(one(0x80), Err(JwkError::PointOfSmallOrder));
}

fn named(key: Value, kid: &str) -> Value {
    with(key, json!({ "kid": kid }))
}

#[test]
fn sets_refuse_what_is_unsound() {
    let oct = json!({"kty": "oct", "k": "AA"});
    let twice = [named(ed25519_jwk(), "a"), named(p256_jwk(), "a")];
    assert_eq!(read_set(&twice), Err(JwkError::DuplicateKid("a".into())));
    let mixed = [oct.clone(), ed25519_jwk()];
    assert_eq!(read_set(&mixed), Err(JwkError::MixedKeySet));
    assert_eq!(read_set(&[oct]), Err(JwkError::SymmetricKey));
    let one_private = [ed25519_jwk(), with(p256_jwk(), json!({"d": "AA"}))];
    assert_eq!(read_set(&one_private), Err(JwkError::PrivateMember("d")));
    let from_text = |text: &str| JwkSet::from_json(text.as_bytes());
    assert_eq!(from_text("{}"), Err(JwkError::MissingMember("keys")));
    for keys in ["{}", "[1]", "null"] {
        let set = from_text(&format!(r#"{{"keys":{keys}}}"#));
        assert_eq!(set, Err(JwkError::MemberType("keys")));
    }
    let too_long = " ".repeat(MAX_SET_BYTES + 1);
    assert_eq!(from_text(&too_long), Err(JwkError::TooLarge));
    let twins = vec![signing_key(Algorithm::EdDsa).public_jwk().clone(); 2];
    let duplicate = JwkError::DuplicateKid("EdDSA".into());
    assert_eq!(JwkSet::new(twins), Err(duplicate));
}

#[test]
fn sets_skip_and_list_what_is_not_ours() {
    let set = read_set(&[
        named(ed25519_jwk(), "ours"),
        named(with(rsa_jwk(), json!({"use": "enc"})), "encryption"),
        named(with(p256_jwk(), json!({"crv": "secp256k1"})), "curve"),
        named(with(rsa_jwk(), json!({"alg": "RS512"})), "algorithm"),
        json!({"kty": "AKP", "pub": "AA"}),
    ]);
    let set = set.unwrap();
    assert_eq!(set.keys().len(), 1);
    assert_eq!(set.find("ours").unwrap().algorithm(), Algorithm::EdDsa);
    assert!(set.find("encryption").is_none());
    let skipped = set.skipped().iter();
    let reasons: Vec<_> = skipped
        .map(|key| (key.kid.as_deref(), &key.reason))
        .collect();
    assert_eq!(
        reasons,
        [
            (Some("encryption"), &JwkError::NotForSignatures),
            (
                Some("curve"),
                &JwkError::UnsupportedCurve("secp256k1".into())
            ),
            (
                Some("algorithm"),
                &JwkError::UnsupportedAlgorithm("RS512".into())
            ),
            (None, &JwkError::UnsupportedKeyType("AKP".into())),
        ]
    );
}

#[test]
fn every_broken_header_has_its_cause() {
    let cases = [
        (r#"{"alg":"none"}"#, JwsError::AlgorithmNotSupported),
        (r#"{"alg":"HS256"}"#, JwsError::AlgorithmNotSupported),
        (r#"{"alg":"ES256"}"#, JwsError::AlgorithmMismatch),
        (
            r#"{"alg":"EdDSA","crit":["exp"]}"#,
            JwsError::CriticalHeader,
        ),
        (r#"{"alg":"EdDSA","b64":false}"#, JwsError::UnencodedPayload),
        (
            r#"{"alg":"EdDSA","alg":"EdDSA"}"#,
            JwsError::DuplicateMember,
        ),
        (
            r#"{"alg":"EdDSA","kid":"a","kid":"a"}"#,
            JwsError::DuplicateMember,
        ),
        (
            r#"{"alg":"EdDSA","typ":"a","typ":"a"}"#,
            JwsError::DuplicateMember,
        ),
        (
            r#"{"alg":"EdDSA","jku":"a","\u006aku":"a"}"#,
            JwsError::DuplicateMember,
        ),
        (r#"{"kid":"a"}"#, JwsError::Header),
        (r#"{"alg":1}"#, JwsError::Header),
        (r#"{"alg":"EdDSA","kid":1}"#, JwsError::Header),
        (r#"{"alg":"EdDSA"} "x""#, JwsError::Header),
        (r#"["alg"]"#, JwsError::Header),
        ("", JwsError::Header),
    ];
    for (header, cause) in cases {
        assert_eq!(
            verify(&raw_token(header, "Zm9v"), &ed25519_jwk()),
            Err(cause),
            "{header}"
        );
    }
    let long_kid = json!({"alg": "EdDSA", "kid": "k".repeat(257)}).to_string();
    let mut many = json!({"alg": "EdDSA"});
    many.as_object_mut()
        .unwrap()
        .extend((0..33).map(|n| (format!("x{n}"), json!(n))));
    for header in [long_kid, many.to_string()] {
        assert_eq!(
            verify(&raw_token(&header, "Zm9v"), &ed25519_jwk()),
            Err(JwsError::Header)
        );
    }
}

#[test]
fn a_header_does_not_choose_its_key() {
    let header = json!({"alg": "EdDSA", "jku": "https://evil.example/jwks", "x5u": "https://evil.example",
        "jwk": p256_jwk(), "x5c": ["AA"]});
    let token = raw_token(&header.to_string(), "Zm9v");
    assert_eq!(verify(&token, &ed25519_jwk()).unwrap(), b"foo");
}

#[test]
fn every_broken_token_has_its_cause() {
    let good = raw_token(r#"{"alg":"EdDSA"}"#, "Zm9v");
    let (signing_input, signature) = good.rsplit_once('.').unwrap();
    let cases = [
        (String::new(), JwsError::Parts),
        ("a".to_owned(), JwsError::Parts),
        ("a.b".to_owned(), JwsError::Parts),
        (format!("{good}.a"), JwsError::Parts),
        ("..".to_owned(), JwsError::Header),
        (format!("={good}"), JwsError::HeaderEncoding),
        (format!("{good}="), JwsError::SignatureEncoding),
        (
            format!("{signing_input}. {signature}"),
            JwsError::SignatureEncoding,
        ),
        (format!("{signing_input}."), JwsError::Signature),
        (
            format!("{signing_input}.{}", "A".repeat(1366)),
            JwsError::Signature,
        ),
        (
            format!("{signing_input}.{}", "A".repeat(1368)),
            JwsError::Signature,
        ),
        (format!("{signing_input}x.{signature}"), JwsError::Signature),
        (
            raw_token(r#"{"alg":"EdDSA"}"#, "Zm9="),
            JwsError::PayloadEncoding,
        ),
        ("a".repeat(MAX_COMPACT_BYTES + 1), JwsError::TooLarge),
    ];
    for (token, cause) in cases {
        assert_eq!(verify(&token, &ed25519_jwk()), Err(cause), "{token}");
    }
    assert_eq!(verify(&good, &ed25519_jwk()).unwrap(), b"foo");
}

#[test]
fn every_algorithm_signs_and_verifies() {
    for algorithm in ALGORITHMS {
        let key = signing_key(algorithm);
        let verifying = VerifyingKey::from(key.public_jwk());
        for (typ, name) in [(TokenType::AccessToken, "at+jwt"), (TokenType::Jwt, "JWT")] {
            let token = key.sign_compact(typ, b"{}", &random()).unwrap();
            let jws = CompactJws::parse(&token).unwrap();
            assert_eq!(jws.header().algorithm, algorithm);
            assert_eq!(jws.header().kid.as_deref(), Some(algorithm.name()));
            assert_eq!(jws.header().typ.as_deref(), Some(name));
            assert_eq!(jws.verify(&verifying).unwrap(), b"{}");
        }
        let other = if algorithm == Algorithm::EdDsa {
            Algorithm::Es256
        } else {
            Algorithm::EdDsa
        };
        let pkcs8 = base64url::decode(pkcs8(other)).unwrap();
        let refused = SigningKey::from_pkcs8(algorithm, "k", &pkcs8, &random());
        assert_eq!(
            refused.unwrap_err(),
            SigningKeyError::Rejected { algorithm }
        );
    }
}

#[test]
fn a_token_that_nobody_would_read_is_not_signed() {
    let key = signing_key(Algorithm::EdDsa);
    let sign = |bytes| key.sign_compact(TokenType::Jwt, &vec![b' '; bytes], &random());
    let longest = (1..MAX_COMPACT_BYTES)
        .rev()
        .find_map(|bytes| sign(bytes).ok())
        .unwrap();
    assert!((MAX_COMPACT_BYTES - 4..=MAX_COMPACT_BYTES).contains(&longest.len()));
    assert!(CompactJws::parse(&longest).is_ok());
    assert_eq!(sign(MAX_COMPACT_BYTES), Err(SignError::TooLarge));
    assert_eq!(sign(usize::from(u16::MAX)), Err(SignError::TooLarge));
}

#[test]
fn debug_tells_name_and_algorithm_only() {
    let key = signing_key(Algorithm::EdDsa);
    let text = format!("{key:?}");
    assert_eq!(text, r#"SigningKey { kid: "EdDSA", algorithm: EdDsa, .. }"#);
    let odd_name = SigningKey::from_pkcs8(
        Algorithm::EdDsa,
        "a\"b\\",
        &base64url::decode(ED25519_PKCS8).unwrap(),
        &random(),
    );
    let token = odd_name
        .unwrap()
        .sign_compact(TokenType::Jwt, b"", &random())
        .unwrap();
    assert_eq!(
        CompactJws::parse(&token).unwrap().header().kid.as_deref(),
        Some("a\"b\\")
    );
}

#[test]
fn keys_of_both_pkcs8_versions_are_read() {
    let document = Ed25519KeyPair::generate_pkcs8(&random()).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap();
    let key = SigningKey::from_pkcs8(Algorithm::EdDsa, "k", document.as_ref(), &random()).unwrap();
    let expected = PublicKey::ed25519(pair.public_key().as_ref()).unwrap();
    assert_eq!(key.public_jwk().public_key(), &expected);
}
