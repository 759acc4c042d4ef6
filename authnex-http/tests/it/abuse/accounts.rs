//! Accounts that somebody else made first, and accounts and organizations that are suspended on the way.

use authnex_core::{flow::NewInviteRequest, mail::MailKind, tenant::StateChange, user::UserStatus};
use authnex_http::DevMailbox;
use serde_json::{Value, json};

use super::scene::{
    NEW, NEWCOMER, acme, add_passkey, answer, auth, by_passkey, code, enrol, mailed, newcomer,
    set_policy, sign_in, token_of, waiting,
};
use crate::{
    harness::{EMAIL, PASSWORD, World, anonymous, get},
    software_key::SoftwareKey,
};

async fn is_open(world: &World, access: &str) -> bool {
    let me = get("/t/acme/api/v1/me").bearer(access).send(world).await;
    me.status == 200
}

/// Somebody has signed up with another one's address, and made it comfortable.
async fn squatted(policy: Value) -> (World, DevMailbox, Vec<String>, SoftwareKey) {
    let (world, mailbox) = acme().await;
    set_policy(&world, policy).await;
    let first = world.tokens("acme").await.access;
    let key = add_passkey(&world, &first).await;
    let sessions = vec![first, world.tokens("acme").await.access];
    (world, mailbox, sessions, key)
}

#[tokio::test]
async fn who_signed_up_with_anothers_address_is_out_once_its_owner_sets_a_password() {
    // Even where the policy lets sessions outlive a new password.
    let policy = json!({"password_change_ends_sessions": false,
        "factor_change_ends_sessions": false});
    let (world, mailbox, sessions, mut key) = squatted(policy).await;
    auth(&world, "forgot-password", json!({"email": EMAIL})).await;
    let token = mailed(&world, &mailbox, MailKind::ResetPassword).await;
    let reset = json!({"code": token, "password": NEW});
    assert!(
        auth(&world, "reset-password", reset)
            .await
            .status
            .is_success()
    );
    for access in &sessions {
        assert!(!is_open(&world, access).await, "the squatter's session");
    }
    assert_eq!(sign_in(&world, PASSWORD).await.status, 401);
    let refused = by_passkey(&world, &mut key).await;
    refused.is_problem(401, "passkey_refused");
    assert_eq!(sign_in(&world, NEW).await.status, 200);
    // From then on it is the owner's: another reset takes no passkey away.
    let access = sign_in(&world, NEW).await.json()["access_token"].clone();
    let mut own = add_passkey(&world, access.as_str().unwrap()).await;
    auth(&world, "forgot-password", json!({"email": EMAIL})).await;
    let token = mailed(&world, &mailbox, MailKind::ResetPassword).await;
    let reset = json!({"code": token, "password": PASSWORD});
    let done = auth(&world, "reset-password", reset).await;
    assert!(done.status.is_success(), "{}", done.text());
    assert_eq!(by_passkey(&world, &mut own).await.status, 200);
}

#[tokio::test]
async fn who_signed_up_with_anothers_address_is_out_once_its_owner_signs_in_by_mail() {
    let (world, mailbox, sessions, mut key) = squatted(json!({"magic_link": "on"})).await;
    auth(&world, "magic-link", json!({"email": EMAIL})).await;
    let token = mailed(&world, &mailbox, MailKind::SignIn).await;
    let owner = auth(&world, "magic-link", json!({"code": token})).await;
    let owner = owner.json()["access_token"].as_str().unwrap().to_owned();
    assert!(is_open(&world, &owner).await);
    for access in &sessions {
        assert!(!is_open(&world, access).await, "the squatter's session");
    }
    let password = sign_in(&world, PASSWORD).await;
    password.is_problem(401, "wrong_credentials");
    let refused = by_passkey(&world, &mut key).await;
    refused.is_problem(401, "passkey_refused");
    // It is the owner's now: the next mail takes nothing away.
    let mut own = add_passkey(&world, &owner).await;
    auth(&world, "magic-link", json!({"email": EMAIL})).await;
    let token = mailed(&world, &mailbox, MailKind::SignIn).await;
    let again = auth(&world, "magic-link", json!({"code": token})).await;
    assert_eq!(again.json()["status"], "signed_in", "{}", again.text());
    assert_eq!(by_passkey(&world, &mut own).await.status, 200);
}

#[tokio::test]
async fn a_mailbox_alone_takes_no_second_factor_away() {
    let (world, mailbox) = acme().await;
    set_policy(&world, json!({"magic_link": "on"})).await;
    let access = world.tokens("acme").await.access;
    let mut key = add_passkey(&world, &access).await;
    let (secret, _) = enrol(&world, &access).await;
    auth(&world, "magic-link", json!({"email": EMAIL})).await;
    let token = mailed(&world, &mailbox, MailKind::SignIn).await;
    let half = answer(&world, "magic-link", json!({"code": token})).await;
    assert_eq!(half["status"], "second_factor_required");
    assert_eq!(by_passkey(&world, &mut key).await.status, 200);
    let body = json!({"flow": half["flow"], "code": code(&world, &secret, 0)});
    let opened = auth(&world, "second-factor", body).await;
    assert_eq!(opened.json()["status"], "signed_in", "{}", opened.text());
    assert_eq!(sign_in(&world, PASSWORD).await.status, 200, "the password");
}

/// A step that is about to be taken.
type Step = (&'static str, Value);

/// The steps of the sign-in machine, each in a state where it would go on.
const STEPS: [&str; 12] = [
    "sign-in",
    "second-factor",
    "second-factor by passkey",
    "passkey",
    "change-password",
    "verify-email",
    "enrol-mfa by app",
    "enrol-mfa by passkey",
    "magic-link",
    "reset-password",
    "refresh",
    "accept-invite",
];

#[expect(
    clippy::too_many_lines,
    reason = "some lines for each step, and nothing else"
)]
async fn prepared(world: &World, mailbox: &DevMailbox, name: &str) -> Step {
    match name {
        "sign-in" => ("sign-in", json!({"email": EMAIL, "password": PASSWORD})),
        "second-factor" => {
            let access = world.tokens("acme").await.access;
            let (secret, _) = enrol(world, &access).await;
            let flow = waiting(world).await;
            let code = code(world, &secret, 0);
            ("second-factor", json!({"flow": flow, "code": code}))
        }
        "second-factor by passkey" => {
            let access = world.tokens("acme").await.access;
            let mut key = add_passkey(world, &access).await;
            set_policy(world, json!({"mfa": "required"})).await;
            let waits = json!({"sign_in": waiting(world).await});
            let begun = answer(world, "passkey/begin", waits).await;
            ("passkey/finish", answered(&begun, &mut key).await)
        }
        "passkey" => {
            let access = world.tokens("acme").await.access;
            let mut key = add_passkey(world, &access).await;
            let begun = answer(world, "passkey/begin", json!({})).await;
            ("passkey/finish", answered(&begun, &mut key).await)
        }
        "change-password" => {
            let body = json!({"flow": newcomer(world).await, "new_password": NEW});
            ("change-password", body)
        }
        "verify-email" => {
            set_policy(world, json!({"require_verified_email": true})).await;
            let flow = waiting(world).await;
            let token = mailed(world, mailbox, MailKind::VerifyEmail).await;
            ("verify-email", json!({"flow": flow, "code": token}))
        }
        "enrol-mfa by app" => {
            set_policy(world, json!({"mfa": "required"})).await;
            let flow = waiting(world).await;
            let setup = answer(world, "enrol-mfa/totp", json!({"flow": flow})).await;
            let code = code(world, setup["secret"].as_str().unwrap(), 0);
            (
                "enrol-mfa/totp/confirm",
                json!({"flow": flow, "code": code}),
            )
        }
        "enrol-mfa by passkey" => {
            set_policy(world, json!({"mfa": "required"})).await;
            let waits = json!({"flow": waiting(world).await});
            let begun = answer(world, "enrol-mfa/passkey/begin", waits).await;
            ("enrol-mfa/passkey/finish", registered(&begun).await)
        }
        "magic-link" => {
            set_policy(world, json!({"magic_link": "on"})).await;
            auth(world, "magic-link", json!({"email": EMAIL})).await;
            let token = mailed(world, mailbox, MailKind::SignIn).await;
            ("magic-link", json!({"code": token}))
        }
        "reset-password" => {
            auth(world, "forgot-password", json!({"email": EMAIL})).await;
            let token = mailed(world, mailbox, MailKind::ResetPassword).await;
            ("reset-password", json!({"code": token, "password": NEW}))
        }
        "refresh" => {
            let token = world.tokens("acme").await.refresh;
            ("refresh", json!({"refresh_token": token}))
        }
        "accept-invite" => {
            let tenant = world.handle("acme").await;
            let request = NewInviteRequest {
                email: NEWCOMER.to_owned(),
                name: None,
                roles: Vec::new(),
            };
            tenant.create_invite(&request, &anonymous()).await.unwrap();
            let mail = world
                .newest_mail(mailbox, MailKind::Invitation, NEWCOMER)
                .await;
            let token = token_of(&mail);
            let waits = json!({"token": token});
            let begun = answer(world, "accept-invite/passkey/begin", waits).await;
            ("accept-invite/passkey/finish", registered(&begun).await)
        }
        other => panic!("{other}"),
    }
}

async fn answered(begun: &Value, key: &mut SoftwareKey) -> Value {
    let credential = key.answer(&begun["public_key"]).await;
    json!({"flow": begun["flow"], "credential": credential})
}

async fn registered(begun: &Value) -> Value {
    let credential = SoftwareKey::new().register(&begun["public_key"]).await;
    json!({"flow": begun["flow"], "credential": credential})
}

#[tokio::test]
async fn a_user_who_is_suspended_on_the_way_goes_no_further_at_any_step() {
    for name in STEPS.into_iter().filter(|name| *name != "accept-invite") {
        let (world, mailbox) = acme().await;
        let (step, body) = prepared(&world, &mailbox, name).await;
        let tenant = world.handle("acme").await;
        for email in [EMAIL, NEWCOMER] {
            if let Some(user) = tenant.find_user(email).await.unwrap() {
                let (suspended, by) = (UserStatus::Suspended, anonymous());
                let change = tenant.set_user_status(user.id, suspended, &by);
                change.await.unwrap();
            }
        }
        let refused = auth(&world, step, body.clone()).await;
        assert!(
            refused.status.is_client_error(),
            "{name}: {}",
            refused.text()
        );
        assert!(!refused.text().contains("access_token"), "{name}");
        let events = refused.json();
        assert!(events["code"].is_string(), "{name}");
        let again = auth(&world, step, body).await;
        assert!(again.status.is_client_error(), "{name}, twice");
    }
}

#[tokio::test]
async fn nobody_goes_further_at_any_step_once_the_organization_is_suspended() {
    for name in STEPS {
        let (world, mailbox) = acme().await;
        let (step, body) = prepared(&world, &mailbox, name).await;
        let operator = world.authnex.operator();
        let by = anonymous();
        for change in [StateChange::Suspend, StateChange::RequestDeletion] {
            let changed = operator.set_tenant_state("acme", change, &by).await;
            changed.unwrap();
            let refused = auth(&world, step, body.clone()).await;
            assert!(
                refused.status.is_client_error(),
                "{name}: {}",
                refused.text()
            );
            assert!(!refused.text().contains("access_token"), "{name}");
        }
        let tenant = world.handle("acme").await;
        let nobody = tenant.find_user(NEWCOMER).await.unwrap();
        assert_eq!(nobody.is_some(), name == "change-password", "{name}");
    }
}
