//! Signing in by passkey, with the cases that break each rule.

use authnex_core::{
    SignInPlace, TenantHandle,
    event::StoredEvent,
    flow::{Grant, PasskeyCeremony, PasskeySignIn, SignInError, SignInStep, SignedIn},
    jose::base64url,
    passkey::Passkey,
    tenant::StateChange,
};
use serde_json::{Value, json};

use super::{
    installation::{
        Installation, OWNER, context, count_events, events, finished, race, tokens_grant,
    },
    passkeys::{add, owner},
    software_key::SoftwareKey,
};

struct Acme {
    installation: Installation,
    tenant: TenantHandle,
    passkey: Passkey,
    key: SoftwareKey,
}

/// A tenant whose owner has a passkey in this authenticator.
async fn acme_with(mut key: SoftwareKey) -> Acme {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let passkey = add(&tenant, &owner(&tenant).await, &mut key).await;
    Acme {
        installation,
        tenant,
        passkey,
        key,
    }
}

async fn begin(tenant: &TenantHandle) -> PasskeyCeremony {
    tenant.begin_passkey_sign_in(None).await.unwrap()
}

async fn finish(
    tenant: &TenantHandle,
    begun: &PasskeyCeremony,
    credential: Value,
) -> Result<SignInStep, SignInError> {
    let request = PasskeySignIn {
        flow: begun.flow.expose().to_owned(),
        credential,
        grant: Grant::Session,
    };
    tenant
        .passkey_sign_in((request, SignInPlace::Tenant), &context())
        .await
}

async fn try_sign_in(
    tenant: &TenantHandle,
    key: &mut SoftwareKey,
) -> Result<SignedIn, SignInError> {
    let begun = begin(tenant).await;
    let answer = key.answer(&begun.public_key).await;
    finish(tenant, &begun, answer).await.map(finished)
}

fn assert_refused<T: std::fmt::Debug>(answer: Result<T, SignInError>, what: &str) {
    let refused = matches!(answer, Err(SignInError::PasskeyRefused));
    assert!(refused, "{what}: {answer:?}");
}

fn assert_over<T: std::fmt::Debug>(answer: Result<T, SignInError>) {
    assert!(
        matches!(answer, Err(SignInError::FlowUnknown)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_passkey_signs_in_without_a_name() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let begun = begin(&acme.tenant).await;
    assert_eq!(begun.public_key["userVerification"], "required");
    assert_eq!(begun.public_key["rpId"], "localhost");
    assert_eq!(begun.public_key["allowCredentials"], json!([]));
    let answer = acme.key.answer(&begun.public_key).await;
    let request = PasskeySignIn {
        flow: begun.flow.expose().to_owned(),
        credential: answer,
        grant: tokens_grant(),
    };
    let step = acme
        .tenant
        .passkey_sign_in((request, SignInPlace::Tenant), &context())
        .await;
    let signed_in = finished(step.unwrap());
    assert_eq!(signed_in.session.user, acme.passkey.user);
    assert!(signed_in.tokens.is_some());
    assert_eq!(signed_in.session.auth_time, acme.installation.now());
    let held = acme.tenant.list_passkeys(acme.passkey.user).await.unwrap();
    assert_eq!(held[0].last_used_at, Some(acme.installation.now()));
    assert!(held[0].counter > acme.passkey.counter);
    let all = events(&acme.tenant).await;
    let told = |event: &&StoredEvent| {
        event.kind == "sign_in.succeeded"
            && event.data["passkey"] == acme.passkey.id.to_string().as_str()
    };
    assert_eq!(all.iter().filter(told).count(), 1);
}

#[tokio::test]
async fn one_that_does_not_count_signs_in_again_and_again() {
    let mut acme = acme_with(SoftwareKey::uncounted()).await;
    for _ in 0..3 {
        try_sign_in(&acme.tenant, &mut acme.key).await.unwrap();
    }
    let held = acme.tenant.list_passkeys(acme.passkey.user).await.unwrap();
    assert_eq!(held[0].counter, 0);
}

#[tokio::test]
async fn a_counter_that_does_not_rise_is_refused_and_told_of() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let mut copy = acme.key.clone();
    for _ in 0..3 {
        try_sign_in(&acme.tenant, &mut acme.key).await.unwrap();
    }
    assert_refused(try_sign_in(&acme.tenant, &mut copy).await, "a copy");
    let kind = "passkey.counter_refused";
    assert_eq!(count_events(&acme.tenant, kind).await, 1);
    let held = acme.tenant.list_passkeys(acme.passkey.user).await.unwrap();
    copy.count_from(held[0].counter - 1);
    assert_refused(try_sign_in(&acme.tenant, &mut copy).await, "the same");
    assert_eq!(count_events(&acme.tenant, kind).await, 2);
    try_sign_in(&acme.tenant, &mut acme.key).await.unwrap();
}

#[tokio::test]
async fn of_two_answers_with_one_counter_one_signs_in() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let mut copy = acme.key.clone();
    let [one, two] = [begin(&acme.tenant).await, begin(&acme.tenant).await];
    let first = acme.key.answer(&one.public_key).await;
    let second = copy.answer(&two.public_key).await;
    finish(&acme.tenant, &one, first).await.unwrap();
    assert_refused(finish(&acme.tenant, &two, second).await, "as high");
}

#[tokio::test]
async fn an_answer_is_for_its_own_question_and_for_once() {
    let mut acme = acme_with(SoftwareKey::uncounted()).await;
    let [one, two] = [begin(&acme.tenant).await, begin(&acme.tenant).await];
    let answer = acme.key.answer(&one.public_key).await;
    assert_refused(
        finish(&acme.tenant, &two, answer.clone()).await,
        "another challenge",
    );
    let own = acme.key.answer(&two.public_key).await;
    assert_over(finish(&acme.tenant, &two, own).await);
    finish(&acme.tenant, &one, answer.clone()).await.unwrap();
    assert_over(finish(&acme.tenant, &one, answer).await);
}

#[tokio::test]
async fn a_ceremony_has_its_time_and_its_tenant() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let other = acme.installation.make_tenant("other").await;
    let begun = begin(&acme.tenant).await;
    let answer = acme.key.answer(&begun.public_key).await;
    assert_over(finish(&other, &begun, answer.clone()).await);
    acme.installation.clock.advance(600);
    assert_over(finish(&acme.tenant, &begun, answer).await);
}

#[tokio::test]
async fn a_passkey_of_another_tenant_opens_nothing() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let other = acme.installation.make_tenant("other").await;
    assert_refused(try_sign_in(&other, &mut acme.key).await, "other tenant");
    try_sign_in(&acme.tenant, &mut acme.key).await.unwrap();
}

#[tokio::test]
async fn another_origin_frame_or_handle_is_refused() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let mut elsewhere = acme.key.at("http://localhost:9090");
    assert_refused(try_sign_in(&acme.tenant, &mut elsewhere).await, "origin");
    for more in [json!({"topOrigin": "https://evil.example"})] {
        let begun = begin(&acme.tenant).await;
        let answer = acme.key.answer_with(&begun.public_key, more).await;
        assert_refused(finish(&acme.tenant, &begun, answer).await, "frame");
    }
    let begun = begin(&acme.tenant).await;
    let mut answer = acme.key.answer(&begun.public_key).await;
    answer["response"]["userHandle"] = json!(null);
    assert_refused(finish(&acme.tenant, &begun, answer).await, "no handle");
    let mut mallory = acme.key.clone();
    mallory.claim_handle([9; 16]);
    assert_refused(try_sign_in(&acme.tenant, &mut mallory).await, "handle");
}

#[tokio::test]
async fn a_user_who_was_not_verified_is_refused() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let begun = begin(&acme.tenant).await;
    let mut weaker = begun.public_key.clone();
    weaker["userVerification"] = json!("discouraged");
    let answer = acme.key.answer(&weaker).await;
    assert_refused(finish(&acme.tenant, &begun, answer).await, "unverified");
}

#[tokio::test]
async fn a_changed_answer_is_refused() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    for part in ["signature", "authenticatorData"] {
        let begun = begin(&acme.tenant).await;
        let mut answer = acme.key.answer(&begun.public_key).await;
        let text = answer["response"][part].as_str().unwrap();
        let mut bytes = base64url::decode(text).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        answer["response"][part] = json!(base64url::encode(&bytes));
        assert_refused(finish(&acme.tenant, &begun, answer).await, part);
    }
    let begun = begin(&acme.tenant).await;
    for malformed in [json!(null), json!({}), json!("x"), json!({"id": "a"})] {
        let refused = finish(&acme.tenant, &begun, malformed).await;
        assert!(
            matches!(refused, Err(SignInError::Invalid(_))),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_removed_passkey_and_a_suspended_user_are_refused() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let who = owner(&acme.tenant).await;
    let begun = begin(&acme.tenant).await;
    let answer = acme.key.answer(&begun.public_key).await;
    let by = context();
    let removed = acme.tenant.remove_passkey(&who, acme.passkey.id, &by);
    removed.await.unwrap();
    assert_refused(finish(&acme.tenant, &begun, answer).await, "removed");
    let mut key = SoftwareKey::new();
    add(&acme.tenant, &who, &mut key).await;
    let suspended = authnex_core::user::UserStatus::Suspended;
    acme.tenant
        .set_user_status(who.user.id, suspended, &context())
        .await
        .unwrap();
    assert_refused(try_sign_in(&acme.tenant, &mut key).await, "suspended");
}

#[tokio::test]
async fn a_suspended_tenant_lets_its_owner_in_at_the_portal_alone() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let slug = acme.tenant.slug().as_str().to_owned();
    let operator = acme.installation.engine.operator();
    let by = context();
    let suspended = operator.set_tenant_state(&slug, StateChange::Suspend, &by);
    suspended.await.unwrap();
    let tenant = acme.installation.tenant(&slug).await;
    assert_refused(try_sign_in(&tenant, &mut acme.key).await, "suspended");
    let begun = begin(&tenant).await;
    let request = PasskeySignIn {
        credential: acme.key.answer(&begun.public_key).await,
        flow: begun.flow.expose().to_owned(),
        grant: Grant::Session,
    };
    let step = tenant
        .passkey_sign_in((request, SignInPlace::Portal), &context())
        .await;
    finished(step.unwrap());
}

#[tokio::test]
async fn a_name_is_answered_alike_whether_it_is_known_or_not() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let ids = async |login: &str| {
        let begun = acme.tenant.begin_passkey_sign_in(Some(login)).await;
        begun.unwrap().public_key["allowCredentials"].clone()
    };
    let known = ids(OWNER).await;
    assert_eq!(known, ids(" ANNA@acme.example ").await);
    assert_eq!(
        known[0]["id"],
        base64url::encode(&acme.passkey.credential_id)
    );
    let mut decoys = Vec::new();
    for login in ["nobody@acme.example", "bob@acme.example", "carol"] {
        let decoy = ids(login).await;
        assert_eq!(decoy, ids(login).await, "stable");
        assert_eq!(decoy.as_array().unwrap().len(), 1);
        assert_eq!(decoy[0]["type"], known[0]["type"]);
        let id = base64url::decode(decoy[0]["id"].as_str().unwrap()).unwrap();
        assert!([16, 20, 32].contains(&id.len()));
        decoys.push(id);
    }
    decoys.dedup();
    assert_eq!(decoys.len(), 3);
    let other = acme.installation.make_tenant("other").await;
    let elsewhere = other.begin_passkey_sign_in(Some("carol")).await.unwrap();
    let elsewhere = &elsewhere.public_key["allowCredentials"][0]["id"];
    assert_ne!(*elsewhere, base64url::encode(&decoys[2]));
    // A ceremony for a name takes that user's passkey, also without a handle, and nobody else's.
    let begun = acme
        .tenant
        .begin_passkey_sign_in(Some(OWNER))
        .await
        .unwrap();
    let mut answer = acme.key.answer(&begun.public_key).await;
    answer["response"]["userHandle"] = json!(null);
    finish(&acme.tenant, &begun, answer).await.unwrap();
    let mut begun = acme
        .tenant
        .begin_passkey_sign_in(Some("carol"))
        .await
        .unwrap();
    begun.public_key["allowCredentials"] = json!([]);
    let answer = acme.key.answer(&begun.public_key).await;
    assert_refused(finish(&acme.tenant, &begun, answer).await, "decoy");
}

#[tokio::test]
async fn one_of_64_racers_signs_in() {
    let mut acme = acme_with(SoftwareKey::uncounted()).await;
    let begun = begin(&acme.tenant).await;
    let answer = acme.key.answer(&begun.public_key).await;
    let flow = begun.flow.expose().to_owned();
    let answers = race(|_| {
        let tenant = acme.tenant.clone();
        let request = PasskeySignIn {
            flow: flow.clone(),
            credential: answer.clone(),
            grant: Grant::Session,
        };
        async move {
            tenant
                .passkey_sign_in((request, SignInPlace::Tenant), &context())
                .await
        }
    })
    .await;
    let won = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(won, 1);
    for lost in answers.into_iter().filter(Result::is_err) {
        assert_over(lost);
    }
}

#[tokio::test]
async fn there_are_none_at_an_address() {
    let installation =
        Installation::with(|builder| builder.base_url("http://127.0.0.1:8080")).await;
    let tenant = installation.make_tenant("acme").await;
    assert_eq!(installation.engine.relying_party_id(), None);
    assert!(tenant.begin_passkey_sign_in(None).await.is_err());
    assert!(
        tenant
            .begin_add_passkey(&owner(&tenant).await)
            .await
            .is_err()
    );
}
