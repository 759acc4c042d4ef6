//! Of 64 who use one thing of the factors at once, one wins.

use authnex_core::{
    CurrentUser, Secret, SignInPlace, TenantHandle,
    flow::{
        AcceptInvite, Grant, NewInviteRequest, PasswordSignIn, SecondFactorAnswer, SignInStep,
        StepUp,
    },
    mail::MailKind,
};
use serde_json::json;

use super::{
    authenticator::code,
    installation::{
        Installation, OWNER, PASSWORD, context, count_events, credentials, finished, owner_session,
        race,
    },
    passkeys::owner,
    post_office::PostOffice,
    second_factor::{enrol, sign_in, waits},
};

fn won(answers: &[bool]) -> usize {
    answers.iter().filter(|won| **won).count()
}

async fn acme() -> (Installation, TenantHandle) {
    let installation = Installation::new().await;
    let policy = json!({"lockout_failures": 100, "trusted_device_days": 30});
    let tenant = installation.make_tenant_with("acme", policy).await;
    (installation, tenant)
}

/// A tenant whose owner has an app, its secret, the recovery codes, and the owner signed in.
async fn enrolled() -> (Installation, TenantHandle, Secret, Vec<Secret>, CurrentUser) {
    let (installation, tenant) = acme().await;
    let session = owner_session(&tenant).await;
    let (app, codes) = enrol(&installation, &tenant, &session).await;
    let token = session.session_token.expose();
    let who = tenant.authenticate_session(token).await.unwrap().unwrap();
    (installation, tenant, app, codes, who)
}

#[tokio::test]
async fn an_app_is_confirmed_by_one() {
    let (installation, tenant) = acme().await;
    let who = owner(&tenant).await;
    let setup = tenant.start_totp(&who, None, &context()).await.unwrap();
    let first = code(&setup.secret, installation.now(), 0);
    let answers = race(|_| {
        let (tenant, who, first) = (tenant.clone(), who.clone(), first.clone());
        async move { tenant.confirm_totp(&who, &first, &context()).await.is_ok() }
    })
    .await;
    assert_eq!(won(&answers), 1);
    assert_eq!(count_events(&tenant, "totp.enrolled").await, 1);
}

#[tokio::test]
async fn an_app_is_confirmed_within_a_sign_in_by_one() {
    let (installation, tenant) = acme().await;
    let policy = json!({"mfa": "required", "lockout_failures": 100});
    let tenant = installation.set_policy(&tenant, policy).await;
    let SignInStep::ActionRequired { flow, .. } = sign_in(&tenant).await.unwrap() else {
        panic!("an enrolment should be wanted");
    };
    let flow = flow.expose().to_owned();
    let waits = (flow.as_str(), SignInPlace::Tenant);
    let setup = tenant.start_totp_at_sign_in(waits, &context()).await;
    let first = code(&setup.unwrap().secret, installation.now(), 0);
    let answers = race(|_| {
        let (tenant, flow, first) = (tenant.clone(), flow.clone(), first.clone());
        async move {
            let (step, by) = ((flow.as_str(), &first, SignInPlace::Tenant), context());
            let confirmed = tenant.confirm_totp_at_sign_in(step, Grant::Session, &by);
            confirmed.await.is_ok()
        }
    })
    .await;
    assert_eq!(won(&answers), 1);
    assert_eq!(count_events(&tenant, "totp.enrolled").await, 1);
}

#[tokio::test]
async fn one_code_steps_one_session_up() {
    let (installation, tenant, app, codes, who) = enrolled().await;
    for code in [code(&app, installation.now(), 0), codes[0].clone()] {
        let answers = race(|_| {
            let (tenant, who, code) = (tenant.clone(), who.clone(), code.clone());
            async move {
                let given = StepUp::Code(code);
                tenant.step_up(&who, given, &context()).await.is_ok()
            }
        })
        .await;
        assert_eq!(won(&answers), 1);
    }
}

#[tokio::test]
async fn one_code_does_one_deed_whichever_it_is() {
    let (installation, tenant, app, _, who) = enrolled().await;
    let code = code(&app, installation.now(), 0);
    let answers = race(|number| {
        let (tenant, who, code) = (tenant.clone(), who.clone(), code.clone());
        async move {
            let by = context();
            match number % 3 {
                0 => tenant.remove_totp(&who, &code, &by).await.is_ok(),
                1 => tenant.step_up(&who, StepUp::Code(code), &by).await.is_ok(),
                _ => tenant
                    .replace_recovery_codes(&who, &code, &by)
                    .await
                    .is_ok(),
            }
        }
    })
    .await;
    assert_eq!(won(&answers), 1);
}

#[tokio::test]
async fn the_token_of_a_trusted_browser_lets_one_in() {
    let (_installation, tenant, _, codes, _) = enrolled().await;
    let flow = waits(sign_in(&tenant).await.unwrap());
    let answer = SecondFactorAnswer {
        code: codes[0].clone(),
        trust_browser: true,
    };
    let step = (flow.as_str(), answer, SignInPlace::Tenant);
    let step = tenant
        .answer_second_factor(step, Grant::Session, &context())
        .await;
    let trusted = finished(step.unwrap()).trusted.unwrap();
    let answers = race(|_| {
        let (tenant, token) = (tenant.clone(), trusted.token.expose().to_owned());
        async move {
            let request: PasswordSignIn = credentials(OWNER, PASSWORD, Grant::Session);
            let from = (SignInPlace::Tenant, Some(token.as_str()));
            let step = tenant.sign_in_from_browser(request, from, &context()).await;
            matches!(step, Ok(SignInStep::SignedIn(_)))
        }
    })
    .await;
    assert_eq!(won(&answers), 1);
}

#[tokio::test]
async fn an_invitation_is_accepted_by_one() {
    let office = PostOffice::new().await;
    let tenant = &office.tenant;
    let request = NewInviteRequest {
        email: "nina@acme.example".to_owned(),
        name: None,
        roles: Vec::new(),
    };
    tenant.create_invite(&request, &context()).await.unwrap();
    office.deliver().await;
    let mail = office.mails.last(MailKind::Invitation, "nina@acme.example");
    let link = mail.unwrap().content.link.unwrap();
    let token = link.split_once("token=").unwrap().1.to_owned();
    let answers = race(|_| {
        let (tenant, token) = (tenant.clone(), token.clone());
        async move {
            let request = AcceptInvite {
                token,
                name: None,
                password: PASSWORD.into(),
            };
            tenant.accept_invite(request, &context()).await.is_ok()
        }
    })
    .await;
    assert_eq!(won(&answers), 1);
}
