//! What OAuth requests are read into: whatever is sent, nothing panics, and nothing is led where it must not go.

use std::collections::BTreeSet;

use authnex_core::{
    client::{Client, ClientIdentifier, ClientMetadata},
    foundation::{ClientId, Timestamp},
    oauth::{
        AuthorizationRequest, Challenge, OAuthCode, Parameters, PresentedClient, PresentedMethod,
        RequestFault, ScopeSet, is_verifier,
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::{
    collection::vec,
    prelude::{any, prop_assert, prop_assert_eq},
    proptest,
};
use uuid::Uuid;

const REDIRECT: &str = "https://rp.example/cb?x=y";

fn client() -> Client {
    let metadata: ClientMetadata = serde_json::from_value(serde_json::json!({
        "redirect_uris": [REDIRECT],
        "grant_types": ["authorization_code"],
    }))
    .unwrap();
    Client {
        id: ClientId::from_uuid(Uuid::from_u128(1)),
        client_id: ClientIdentifier::parse("rp").unwrap(),
        enabled: true,
        metadata,
        version: 1,
        created_at: Timestamp::default(),
        updated_at: Timestamp::default(),
    }
}

fn read(pairs: &[(&str, &str)]) -> Result<AuthorizationRequest, RequestFault> {
    let parameters: Parameters = pairs.iter().copied().collect();
    AuthorizationRequest::read(&client(), &parameters, &BTreeSet::new())
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..300)) {
        if let Ok(parameters) = Parameters::parse(&bytes) {
            let again = Parameters::parse(parameters.to_query().as_bytes()).unwrap();
            prop_assert_eq!(parameters.to_query(), again.to_query());
        }
    }

    #[test]
    fn parameters_read_back_from_their_query(pairs in vec((".{1,12}", ".{0,20}"), 0..8)) {
        let parameters: Parameters = pairs.clone().into_iter().collect();
        let again = Parameters::parse(parameters.to_query().as_bytes()).unwrap();
        for (name, _) in &pairs {
            prop_assert_eq!(parameters.get(name), again.get(name));
            let times = pairs.iter().filter(|(other, _)| other == name).count();
            let many = matches!(name.as_str(), "resource" | "audience");
            prop_assert_eq!(again.repeats(name), times > 1 && !many);
        }
    }

    #[test]
    fn id_and_secret_read_back_from_the_header(id in "[!-~]{1,20}", secret in ".{1,30}") {
        let encode = |text: &str| {
            url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
        };
        let pair = STANDARD.encode(format!("{}:{}", encode(&id), encode(&secret)));
        let header = format!("Basic {pair}");
        let presented = PresentedClient::read(Some(&header), &Parameters::default()).unwrap();
        prop_assert_eq!(presented.client_id, id);
        let PresentedMethod::Basic(read) = presented.method else {
            panic!("not by header");
        };
        prop_assert_eq!(read.expose(), secret);
    }

    #[test]
    fn any_header_is_read_or_refused(header in ".{0,80}", form in vec((".{0,12}", ".{0,20}"), 0..4)) {
        let form: Parameters = form.into_iter().collect();
        let _ = PresentedClient::read(Some(&header), &form);
        let _ = PresentedClient::read(None, &form);
    }

    #[test]
    fn no_redirect_uri_but_the_registered_one_is_answered_to(uri in ".{0,60}", tail in ".{0,6}") {
        for uri in [uri.as_str(), &format!("{REDIRECT}{tail}"), &format!("{tail}{REDIRECT}")] {
            let fault = read(&[("redirect_uri", uri), ("scope", "openid")]).unwrap_err();
            match fault {
                RequestFault::Page(_) => prop_assert!(uri != REDIRECT),
                RequestFault::Redirect(to, _) => prop_assert_eq!(to.uri, REDIRECT),
            }
        }
    }

    #[test]
    fn whatever_else_is_sent_is_told_to_the_client(
        name in "(scope|state|nonce|prompt|max_age|claims|acr_values|resource|response_mode|code_challenge)",
        value in ".{0,60}",
    ) {
        let outcome = read(&[
            ("redirect_uri", REDIRECT),
            ("response_type", "code"),
            (name.as_str(), value.as_str()),
        ]);
        prop_assert!(!matches!(outcome, Err(RequestFault::Page(_))));
    }

    #[test]
    fn a_challenge_is_met_by_its_verifier_alone(verifier in "[A-Za-z0-9._~-]{43,128}") {
        prop_assert!(is_verifier(&verifier));
        let hash = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
        let text = authnex_core::jose::base64url::encode(hash.as_ref());
        let challenge = Challenge::parse(&text).unwrap();
        prop_assert!(challenge.is_met_by(&verifier));
        prop_assert!(!challenge.is_met_by(&verifier[..verifier.len() - 1]));
        let longer = format!("{verifier}A");
        prop_assert!(!challenge.is_met_by(&longer));
    }

    #[test]
    fn scopes_are_a_set(words in vec("[a-z:]{1,6}", 0..8)) {
        let scope = ScopeSet::parse(&words.join("  "));
        prop_assert_eq!(ScopeSet::parse(&scope.to_string()), scope.clone());
        prop_assert!(scope.is_within(&scope.united(&ScopeSet::parse("other"))));
        prop_assert!(words.iter().all(|word| scope.has(word)));
    }
}

#[test]
fn the_example_of_rfc_7636_is_met() {
    let challenge = Challenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
    assert!(challenge.is_met_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
    for text in [
        "",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=",
    ] {
        assert!(Challenge::parse(text).is_none(), "{text}");
    }
}

#[test]
fn secrets_do_not_show() {
    let form: Parameters = [("client_secret", "hidden"), ("code", "hidden too")]
        .into_iter()
        .collect();
    assert!(!format!("{form:?}").contains("hidden"));
}

#[test]
fn a_query_that_is_not_utf_8_or_too_long_is_refused() {
    for bytes in [
        b"a=%ff".to_vec(),
        b"%c3=x".to_vec(),
        vec![b'a'; Parameters::MAX_BYTES + 1],
    ] {
        let refusal = Parameters::parse(&bytes).unwrap_err();
        assert_eq!(refusal.code, OAuthCode::InvalidRequest);
    }
}
