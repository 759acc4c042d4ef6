//! Whoever is signed in shows by passkey again who it is, with the cases that break each rule.

use authnex_core::{
    CurrentUser, SignInPlace, TenantHandle,
    flow::{BeginPasskeyError, Grant, PasskeyCeremony, PasskeySignIn, SignInError},
};
use serde_json::Value;

use super::{
    installation::{Installation, context, count_events, race},
    passkeys::{add, owner},
    software_key::SoftwareKey,
};

/// So long after the sign-in that it must be shown again.
const LATER: u32 = 601;

struct Acme {
    installation: Installation,
    tenant: TenantHandle,
    who: CurrentUser,
    key: SoftwareKey,
}

async fn acme() -> Acme {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let mut key = SoftwareKey::new();
    let who = owner(&tenant).await;
    add(&tenant, &who, &mut key).await;
    installation.clock.advance(LATER);
    Acme {
        installation,
        tenant,
        who,
        key,
    }
}

impl Acme {
    async fn begin(&self) -> PasskeyCeremony {
        self.tenant.begin_passkey_step_up(&self.who).await.unwrap()
    }

    async fn finish(
        &self,
        who: &CurrentUser,
        begun: &PasskeyCeremony,
        answer: Value,
    ) -> Result<(), SignInError> {
        let answer = (begun.flow.expose(), answer);
        self.tenant
            .step_up_by_passkey(who, answer, &context())
            .await
    }
}

fn assert_over(answer: &Result<(), SignInError>) {
    assert!(
        matches!(answer, Err(SignInError::FlowUnknown)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_passkey_renews_the_proof_once() {
    let mut it = acme().await;
    assert!(!it.tenant.is_recent(&it.who).await.unwrap());
    let begun = it.begin().await;
    let allowed = begun.public_key["allowCredentials"].as_array().unwrap();
    assert_eq!(allowed.len(), 1);
    let answer = it.key.answer(&begun.public_key).await;
    it.finish(&it.who, &begun, answer.clone()).await.unwrap();
    assert!(it.tenant.is_recent(&it.who).await.unwrap());
    assert_eq!(count_events(&it.tenant, "session.stepped_up").await, 1);
    assert_over(&it.finish(&it.who, &begun, answer).await);
    let used = it.tenant.list_passkeys(it.who.user.id).await.unwrap();
    assert_eq!(used[0].last_used_at, Some(it.installation.now()));
}

#[tokio::test]
async fn a_ceremony_is_for_its_own_session_purpose_and_time() {
    let mut it = acme().await;
    let other = owner(&it.tenant).await;
    let begun = it.begin().await;
    let answer = it.key.answer(&begun.public_key).await;
    assert_over(&it.finish(&other, &begun, answer.clone()).await);
    let request = PasskeySignIn {
        flow: begun.flow.expose().to_owned(),
        credential: answer.clone(),
        grant: Grant::Session,
    };
    let step = (request, SignInPlace::Tenant);
    let signed_in = it.tenant.passkey_sign_in(step, &context()).await;
    assert!(matches!(signed_in, Err(SignInError::FlowUnknown)));
    let foreign = it.tenant.begin_passkey_sign_in(None).await.unwrap();
    let crossed = it.key.answer(&foreign.public_key).await;
    assert_over(&it.finish(&it.who, &foreign, crossed).await);
    it.installation.clock.advance(600);
    assert_over(&it.finish(&it.who, &begun, answer).await);
    assert!(!it.tenant.is_recent(&it.who).await.unwrap());
}

#[tokio::test]
async fn a_wrong_answer_ends_the_ceremony_and_is_told_of() {
    let mut it = acme().await;
    let [one, two] = [it.begin().await, it.begin().await];
    let answer = it.key.answer(&one.public_key).await;
    let crossed = it.finish(&it.who, &two, answer.clone()).await;
    assert!(matches!(crossed, Err(SignInError::PasskeyRefused)));
    assert_over(&it.finish(&it.who, &two, answer).await);
    let begun = it.begin().await;
    it.key.count_from(0);
    let copied = it.key.answer(&begun.public_key).await;
    it.finish(&it.who, &begun, copied).await.unwrap();
    it.key.count_from(0);
    let begun = it.begin().await;
    let copied = it.key.answer(&begun.public_key).await;
    let refused = it.finish(&it.who, &begun, copied).await;
    assert!(matches!(refused, Err(SignInError::PasskeyRefused)));
    assert_eq!(count_events(&it.tenant, "passkey.counter_refused").await, 1);
}

#[tokio::test]
async fn who_has_none_is_asked_for_none() {
    let installation = Installation::new().await;
    let tenant = installation.make_tenant("acme").await;
    let who = owner(&tenant).await;
    let begun = tenant.begin_passkey_step_up(&who).await;
    assert!(matches!(begun, Err(BeginPasskeyError::Unavailable)));
}

#[tokio::test]
async fn of_64_racers_one_answer_counts() {
    let mut it = acme().await;
    let begun = it.begin().await;
    let answer = it.key.answer(&begun.public_key).await;
    let won = race(|_| {
        let (tenant, who) = (it.tenant.clone(), it.who.clone());
        let (flow, answer) = (begun.flow.expose().to_owned(), answer.clone());
        async move {
            let answer = (flow.as_str(), answer);
            let done = tenant.step_up_by_passkey(&who, answer, &context()).await;
            done.is_ok()
        }
    })
    .await;
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
}
