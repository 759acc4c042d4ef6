//! A passkey as the second factor of a sign-in by password, with the cases that break each rule.

use authnex_core::{
    SignInPlace, TenantHandle,
    flow::{BeginPasskeyError, Grant, PasskeyCeremony, PasskeySignIn, SignInError, SignInStep},
    sign_in::SecondFactorMethod,
};
use serde_json::{Value, json};

use super::{
    installation::{
        Installation, OWNER, PASSWORD, add_user, context, count_events, credentials, finished,
        race, try_sign_in,
    },
    passkeys::{add, owner},
    software_key::SoftwareKey,
};

struct Acme {
    installation: Installation,
    tenant: TenantHandle,
    key: SoftwareKey,
}

/// A tenant that requires a second factor, and whose owner has a passkey.
async fn acme_with(mut key: SoftwareKey) -> Acme {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    add(&tenant, &owner(&tenant).await, &mut key).await;
    let tenant = installation
        .set_policy(&tenant, json!({"mfa": "required"}))
        .await;
    Acme {
        installation,
        tenant,
        key,
    }
}

/// The handle of a sign-in that waits for its second factor.
async fn waiting(tenant: &TenantHandle) -> String {
    let request = credentials(OWNER, PASSWORD, Grant::Session);
    let step = tenant.sign_in(request, &context()).await.unwrap();
    let SignInStep::SecondFactorRequired { flow, methods } = step else {
        panic!("{step:?}");
    };
    assert_eq!(methods, [SecondFactorMethod::Passkey]);
    flow.expose().to_owned()
}

async fn begin(tenant: &TenantHandle, flow: &str) -> PasskeyCeremony {
    let begun = tenant
        .begin_passkey_second_factor((flow, SignInPlace::Tenant), &context())
        .await;
    begun.unwrap()
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

#[tokio::test]
async fn a_passkey_is_the_second_factor_after_a_password() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let flow = waiting(&acme.tenant).await;
    let begun = begin(&acme.tenant, &flow).await;
    let allowed = begun.public_key["allowCredentials"].as_array().unwrap();
    assert_eq!(allowed.len(), 1);
    let answer = acme.key.answer(&begun.public_key).await;
    let signed_in = finished(finish(&acme.tenant, &begun, answer.clone()).await.unwrap());
    let amr: Vec<&str> = signed_in.session.amr.split(' ').collect();
    assert!(amr.contains(&"pwd") && amr.contains(&"mfa"), "{amr:?}");
    let again = finish(&acme.tenant, &begun, answer).await;
    assert!(matches!(again, Err(SignInError::FlowUnknown)), "{again:?}");
    let over = acme
        .tenant
        .begin_passkey_second_factor((&flow, SignInPlace::Tenant), &context())
        .await;
    assert!(matches!(
        over,
        Err(BeginPasskeyError::SignIn(SignInError::FlowUnknown))
    ));
}

#[tokio::test]
async fn alone_it_is_two_factors() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let begun = acme.tenant.begin_passkey_sign_in(None).await.unwrap();
    let answer = acme.key.answer(&begun.public_key).await;
    finished(finish(&acme.tenant, &begun, answer).await.unwrap());
}

#[tokio::test]
async fn another_users_passkey_does_not_finish_a_sign_in() {
    let acme = acme_with(SoftwareKey::new()).await;
    let tenant = acme.installation.set_policy(&acme.tenant, json!({})).await;
    add_user(&tenant, "bob@acme.example").await;
    let bob = try_sign_in(&tenant, "bob@acme.example", PASSWORD)
        .await
        .unwrap();
    let bob = tenant
        .authenticate_session(bob.session_token.expose())
        .await;
    let mut key = SoftwareKey::new();
    add(&tenant, &bob.unwrap().unwrap(), &mut key).await;
    let tenant = acme
        .installation
        .set_policy(&tenant, json!({"mfa": "required"}))
        .await;
    let mut begun = begin(&tenant, &waiting(&tenant).await).await;
    begun.public_key["allowCredentials"] = json!([]);
    let answer = key.answer(&begun.public_key).await;
    let refused = finish(&tenant, &begun, answer).await;
    assert!(
        matches!(refused, Err(SignInError::PasskeyRefused)),
        "{refused:?}"
    );
}

#[tokio::test]
async fn refused_answers_count_as_wrong_codes_do() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let failures = acme.tenant.policy().lockout_failures;
    let flow = waiting(&acme.tenant).await;
    for _ in 0..failures {
        let begun = begin(&acme.tenant, &flow).await;
        let mut answer = acme.key.answer(&begun.public_key).await;
        answer["response"]["signature"] = json!("AAAA");
        let refused = finish(&acme.tenant, &begun, answer).await;
        assert!(
            matches!(refused, Err(SignInError::PasskeyRefused)),
            "{refused:?}"
        );
    }
    let locked = acme
        .tenant
        .begin_passkey_second_factor((&flow, SignInPlace::Tenant), &context())
        .await;
    let is_locked = matches!(
        locked,
        Err(BeginPasskeyError::SignIn(SignInError::Locked { .. }))
    );
    assert!(is_locked, "{locked:?}");
    // The owner who holds the passkey is not locked out by it.
    let begun = acme.tenant.begin_passkey_sign_in(None).await.unwrap();
    let answer = acme.key.answer(&begun.public_key).await;
    finished(finish(&acme.tenant, &begun, answer).await.unwrap());
}

#[tokio::test]
async fn a_copied_passkey_is_refused_and_told_of() {
    let mut acme = acme_with(SoftwareKey::new()).await;
    let mut copy = acme.key.clone();
    let flow = waiting(&acme.tenant).await;
    let begun = begin(&acme.tenant, &flow).await;
    let answer = acme.key.answer(&begun.public_key).await;
    finish(&acme.tenant, &begun, answer).await.unwrap();
    let begun = begin(&acme.tenant, &waiting(&acme.tenant).await).await;
    let answer = copy.answer(&begun.public_key).await;
    let refused = finish(&acme.tenant, &begun, answer).await;
    assert!(
        matches!(refused, Err(SignInError::PasskeyRefused)),
        "{refused:?}"
    );
    assert_eq!(
        count_events(&acme.tenant, "passkey.counter_refused").await,
        1
    );
}

#[tokio::test]
async fn one_of_64_racers_goes_on() {
    let mut acme = acme_with(SoftwareKey::uncounted()).await;
    let begun = begin(&acme.tenant, &waiting(&acme.tenant).await).await;
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
                .is_ok()
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|won| *won).count(), 1);
}
