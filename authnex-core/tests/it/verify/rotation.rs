//! Keys that come and go while tokens are verified.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use authnex_core::{
    jose::{Algorithm, JwkSet, base64url},
    verify::{KeyRefresh, KeySource, VerifyError},
};

use super::{NOW, SIGNED_BY_DEFAULT, builder, claims, keys, sign, verifier};
use crate::jose::{raw_token, signing_key};

#[test]
fn keys_are_replaced_while_in_use() {
    let verifier = builder().keys(JwkSet::default()).build().unwrap();
    let token = sign(&signing_key(Algorithm::EdDsa), &claims().to_string());
    let unknown = Err(VerifyError::UnknownKey {
        kid: "EdDSA".into(),
    });
    assert_eq!(verifier.verify(&token, NOW), unknown);
    assert!(verifier.may_refresh(NOW));
    assert!(!verifier.may_refresh(NOW + 59));
    verifier.replace_keys(&keys(&[Algorithm::EdDsa]));
    assert!(verifier.verify(&token, NOW).is_ok());
    verifier.replace_keys(&keys(&[Algorithm::Es256]));
    assert_eq!(verifier.verify(&token, NOW), unknown);
}

#[test]
fn a_header_that_verified_before_opens_nothing() {
    let verifier = verifier();
    let good = sign(&signing_key(Algorithm::EdDsa), &claims().to_string());
    for _ in 0..3 {
        assert!(verifier.verify(&good, NOW).is_ok());
    }
    assert_eq!(verifier.verify(&good, NOW + 905), Err(VerifyError::Expired));
    let (signing_input, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = signing_input.split_once('.').unwrap();
    let forged = format!("{header}.e30.{signature}");
    assert_eq!(verifier.verify(&forged, NOW), Err(VerifyError::Signature));
    let payload = base64url::encode(claims().to_string().as_bytes());
    let id_token = raw_token(r#"{"typ":"JWT","alg":"EdDSA","kid":"EdDSA"}"#, &payload);
    assert_eq!(verifier.verify(&id_token, NOW), Err(VerifyError::WrongType));
    let successor = signing_key(Algorithm::Es256)
        .public_jwk()
        .clone()
        .with_kid("EdDSA");
    verifier.replace_keys(&JwkSet::new(vec![successor]).unwrap());
    assert_eq!(
        verifier.verify(&good, NOW),
        Err(VerifyError::AlgorithmMismatch)
    );
}

struct Rotating {
    fetches: Arc<AtomicUsize>,
    answers: Vec<Option<JwkSet>>,
}

impl KeySource for Rotating {
    fn refresh(&self, unknown_kid: &str) -> Option<JwkSet> {
        assert_eq!(unknown_kid, "EdDSA");
        let fetch = self.fetches.fetch_add(1, Ordering::Relaxed);
        self.answers.get(fetch).cloned().flatten()
    }
}

#[test]
fn a_source_is_asked_once_per_interval() {
    let fetches = Arc::new(AtomicUsize::new(0));
    let source = Rotating {
        fetches: Arc::clone(&fetches),
        answers: vec![
            None,
            Some(keys(&[Algorithm::Es256])),
            Some(keys(&SIGNED_BY_DEFAULT)),
        ],
    };
    let builder = builder().keys(JwkSet::default()).key_source(source);
    let verifier = builder.refresh_interval_seconds(10).build().unwrap();
    let token = sign(&signing_key(Algorithm::EdDsa), &claims().to_string());
    let asked = |now: u64| {
        let accepted = verifier.verify(&token, now).is_ok();
        (accepted, fetches.load(Ordering::Relaxed))
    };
    assert_eq!(asked(NOW), (false, 1), "the source had nothing");
    assert_eq!(asked(NOW + 9), (false, 1), "too early");
    assert_eq!(asked(NOW + 10), (false, 2), "the answer lacks the key");
    assert_eq!(asked(NOW + 20), (true, 3), "the answer has it");
    assert_eq!(asked(NOW + 40), (true, 3), "a known key is not asked for");
}

#[test]
fn one_of_two_racing_threads_may_refresh() {
    let rounds: Vec<KeyRefresh> = (0..5000).map(|_| KeyRefresh::default()).collect();
    let (arrived, granted) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let race = || {
        for (round, refresh) in rounds.iter().enumerate() {
            arrived.fetch_add(1, Ordering::SeqCst);
            while arrived.load(Ordering::SeqCst) < 2 * (round + 1) {
                thread::yield_now();
            }
            if refresh.permit(NOW) {
                granted.fetch_add(1, Ordering::SeqCst);
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(race);
        scope.spawn(race);
    });
    assert_eq!(granted.into_inner(), rounds.len());
}

#[test]
fn a_clock_set_back_does_not_shut_the_source_off() {
    let refresh = KeyRefresh::default();
    assert!(refresh.permit(NOW));
    assert!(!refresh.permit(NOW + 59) && !refresh.permit(NOW - 59));
    assert!(refresh.permit(NOW - 60));
    assert!(refresh.permit(NOW));
}
