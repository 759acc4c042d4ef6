//! A sign-in that wants a second factor takes a passkey as one, with the cases that break each rule.

use authnex_core::{
    SignInPlace, TenantHandle,
    flow::{
        BeginPasskeyError, Grant, PasskeyCeremony, PasskeySignIn, SignInError, SignInStep,
        TotpSetup,
    },
    mail::MailKind,
    sign_in::RequiredAction,
    tenant::StateChange,
    user::UserStatus,
};
use serde_json::{Value, json};

use super::{
    authenticator::code,
    installation::{
        Installation, OWNER, PASSWORD, context, count_events, credentials, finished, owner_session,
        race,
    },
    passkeys::{add, owner},
    post_office::PostOffice,
    second_factor::sign_in,
    software_key::SoftwareKey,
};

fn must_enrol(step: SignInStep) -> String {
    let SignInStep::ActionRequired { flow, action } = step else {
        panic!("an enrolment should be wanted: {step:?}");
    };
    assert_eq!(action, RequiredAction::EnrolMfa);
    flow.expose().to_owned()
}

async fn requiring(installation: &Installation, tenant: &TenantHandle) -> TenantHandle {
    let required = json!({"mfa": "required"});
    installation.set_policy(tenant, required).await
}

async fn acme() -> (Installation, TenantHandle) {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let tenant = requiring(&installation, &tenant).await;
    (installation, tenant)
}

async fn try_begin(
    tenant: &TenantHandle,
    flow: &str,
) -> Result<PasskeyCeremony, BeginPasskeyError> {
    let waits = (flow, SignInPlace::Tenant);
    tenant.begin_passkey_at_sign_in(waits).await
}

async fn begin(tenant: &TenantHandle, flow: &str) -> PasskeyCeremony {
    try_begin(tenant, flow).await.unwrap()
}

async fn finish(
    tenant: &TenantHandle,
    (begun, place): (&PasskeyCeremony, SignInPlace),
    credential: Value,
) -> Result<SignInStep, SignInError> {
    let request = PasskeySignIn {
        flow: begun.flow.expose().to_owned(),
        credential,
        grant: Grant::Session,
    };
    tenant
        .finish_passkey_at_sign_in((request, place), &context())
        .await
}

/// A sign-in that waits for an enrolment, the ceremony, and a right answer to it.
async fn answered(tenant: &TenantHandle) -> (String, PasskeyCeremony, Value) {
    let flow = must_enrol(sign_in(tenant).await.unwrap());
    let begun = begin(tenant, &flow).await;
    let answer = SoftwareKey::new().register(&begun.public_key).await;
    (flow, begun, answer)
}

const TENANT: SignInPlace = SignInPlace::Tenant;

fn assert_over<T: std::fmt::Debug>(answer: &Result<T, SignInError>) {
    assert!(
        matches!(answer, Err(SignInError::FlowUnknown)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_passkey_is_enrolled_within_the_sign_in_and_is_its_second_factor() {
    let office = PostOffice::new().await;
    let old = owner_session(&office.tenant).await;
    let tenant = requiring(&office.installation, &office.tenant).await;
    let flow = must_enrol(sign_in(&tenant).await.unwrap());
    let begun = begin(&tenant, &flow).await;
    assert_eq!(
        begun.public_key["user"]["name"],
        format!("{OWNER} (acme inc.)")
    );
    let mut key = SoftwareKey::new();
    let answer = key.register(&begun.public_key).await;
    let step = finish(&tenant, (&begun, TENANT), answer.clone()).await;
    let signed_in = finished(step.unwrap());
    assert_eq!(signed_in.session.amr, "pwd swk user mfa");
    assert_over(&finish(&tenant, (&begun, TENANT), answer).await);
    assert!(try_begin(&tenant, &flow).await.is_err());
    let old = tenant.check_session(old.session_token.expose()).await;
    assert!(old.unwrap().is_none(), "sessions from before end");
    assert_eq!(count_events(&tenant, "passkey.added").await, 1);
    assert_eq!(office.count(MailKind::PasskeyAdded).await, 1);
    let next = sign_in(&tenant).await.unwrap();
    assert!(matches!(next, SignInStep::SecondFactorRequired { .. }));
    let begun = tenant.begin_passkey_sign_in(None).await.unwrap();
    let request = PasskeySignIn {
        credential: key.answer(&begun.public_key).await,
        flow: begun.flow.expose().to_owned(),
        grant: Grant::Session,
    };
    let step = tenant.passkey_sign_in((request, TENANT), &context()).await;
    finished(step.unwrap());
}

#[tokio::test]
async fn an_answer_that_does_not_do_leaves_the_sign_in_good() {
    let (_installation, tenant) = acme().await;
    let flow = must_enrol(sign_in(&tenant).await.unwrap());
    let [one, two] = [begin(&tenant, &flow).await, begin(&tenant, &flow).await];
    let answer = SoftwareKey::new().register(&one.public_key).await;
    let refused = finish(&tenant, (&two, TENANT), answer.clone()).await;
    assert!(matches!(refused, Err(SignInError::PasskeyRefused)));
    let malformed = finish(&tenant, (&two, TENANT), json!({"id": 7})).await;
    assert!(matches!(malformed, Err(SignInError::Invalid(_))));
    let mut foreign = SoftwareKey::new().at("http://localhost:9999");
    let foreign = foreign.register(&two.public_key).await;
    let refused = finish(&tenant, (&two, TENANT), foreign).await;
    assert!(matches!(refused, Err(SignInError::PasskeyRefused)));
    finished(finish(&tenant, (&one, TENANT), answer).await.unwrap());
}

#[tokio::test]
async fn a_ceremony_is_for_its_own_sign_in_purpose_tenant_and_time() {
    let (installation, tenant) = acme().await;
    let other = installation.make_tenant("globex").await;
    let (_, begun, answer) = answered(&tenant).await;
    assert_over(&finish(&other, (&begun, TENANT), answer.clone()).await);
    let request = PasskeySignIn {
        flow: begun.flow.expose().to_owned(),
        credential: answer.clone(),
        grant: Grant::Session,
    };
    assert_over(&tenant.passkey_sign_in((request, TENANT), &context()).await);
    let sign_in_ceremony = tenant.begin_passkey_sign_in(None).await.unwrap();
    assert_over(&finish(&tenant, (&sign_in_ceremony, TENANT), answer.clone()).await);
    installation.clock.advance(600);
    assert_over(&finish(&tenant, (&begun, TENANT), answer).await);
}

#[tokio::test]
async fn a_half_finished_sign_in_adds_nothing_beside_a_factor_that_is_there_by_now() {
    let (installation, tenant) = acme().await;
    let (flow, begun, answer) = answered(&tenant).await;
    let waits = (flow.as_str(), TENANT);
    let totp: TotpSetup = tenant
        .start_totp_at_sign_in(waits, &context())
        .await
        .unwrap();
    // The owner enrols elsewhere; whoever knows the password alone held the other sign-in.
    let tenant = installation.set_policy(&tenant, json!({})).await;
    add(&tenant, &owner(&tenant).await, &mut SoftwareKey::new()).await;
    let tenant = requiring(&installation, &tenant).await;
    assert_over(&finish(&tenant, (&begun, TENANT), answer).await);
    assert!(try_begin(&tenant, &flow).await.is_err());
    let first = code(&totp.secret, installation.now(), 0);
    let confirmed = tenant
        .confirm_totp_at_sign_in((&flow, &first, TENANT), Grant::Session, &context())
        .await;
    assert!(matches!(confirmed, Err(SignInError::FlowUnknown)));
}

#[tokio::test]
async fn a_sign_in_that_waits_for_something_else_begins_no_enrolment() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    add(&tenant, &owner(&tenant).await, &mut SoftwareKey::new()).await;
    let tenant = requiring(&installation, &tenant).await;
    let SignInStep::SecondFactorRequired { flow, .. } = sign_in(&tenant).await.unwrap() else {
        panic!("the passkey should be asked for");
    };
    for wrong in [flow.expose(), "", "anx_flow_made_up"] {
        let begun = try_begin(&tenant, wrong).await;
        assert!(matches!(
            begun,
            Err(BeginPasskeyError::SignIn(SignInError::FlowUnknown))
        ));
    }
}

#[tokio::test]
async fn who_is_suspended_or_changes_the_password_on_the_way_goes_no_further() {
    let (installation, tenant) = acme().await;
    let (_, begun, answer) = answered(&tenant).await;
    let user = tenant.find_user(OWNER).await.unwrap().unwrap().id;
    for (status, lets_in) in [(UserStatus::Suspended, false), (UserStatus::Active, true)] {
        tenant
            .set_user_status(user, status, &context())
            .await
            .unwrap();
        let answer = finish(&tenant, (&begun, TENANT), answer.clone()).await;
        assert_eq!(answer.is_ok(), lets_in, "{answer:?}");
    }
    let _ = installation;
}

#[tokio::test]
async fn at_a_suspended_tenant_it_goes_on_at_the_portal_alone() {
    let (installation, tenant) = acme().await;
    let (_, begun, answer) = answered(&tenant).await;
    let operator = installation.engine.operator();
    let by = context();
    let suspended = operator.set_tenant_state("acme", StateChange::Suspend, &by);
    suspended.await.unwrap();
    let tenant = installation.tenant("acme").await;
    assert_over(&finish(&tenant, (&begun, TENANT), answer.clone()).await);
    let step = finish(&tenant, (&begun, SignInPlace::Portal), answer).await;
    finished(step.unwrap());
}

#[tokio::test]
async fn one_of_64_racers_enrols_and_goes_on() {
    let (_installation, tenant) = acme().await;
    let (_, begun, answer) = answered(&tenant).await;
    let won = race(|_| {
        let (tenant, answer) = (tenant.clone(), answer.clone());
        let request = PasskeySignIn {
            flow: begun.flow.expose().to_owned(),
            credential: answer,
            grant: Grant::Session,
        };
        async move {
            let step = (request, TENANT);
            tenant
                .finish_passkey_at_sign_in(step, &context())
                .await
                .is_ok()
        }
    })
    .await;
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
    let user = tenant.find_user(OWNER).await.unwrap().unwrap().id;
    assert_eq!(tenant.list_passkeys(user).await.unwrap().len(), 1);
    assert_eq!(count_events(&tenant, "passkey.added").await, 1);
    let request = credentials(OWNER, PASSWORD, Grant::Session);
    let next = tenant.sign_in(request, &context()).await.unwrap();
    assert!(matches!(next, SignInStep::SecondFactorRequired { .. }));
}
