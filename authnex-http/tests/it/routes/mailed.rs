//! What is proved by mail, as JSON.

use authnex_core::{mail::MailKind, policy::PolicyOverrides};
use serde_json::{Value, json};

use crate::harness::{OWNER, PASSWORD, Reply, World, anonymous, post};

const NEW: &str = "quite another phrase";

async fn call(world: &World, name: &str, body: Value) -> Reply {
    let path = format!("/t/acme/api/v1/auth/{name}");
    post(&path).json(&body).send(world).await
}

async fn signs_in(world: &World, password: &str) -> bool {
    let body = json!({"email": OWNER, "password": password});
    call(world, "sign-in", body).await.status == 200
}

#[tokio::test]
async fn a_forgotten_password_is_set_by_token_or_code() {
    let (world, mailbox) = World::with_mailbox().await;
    world.tenant("acme").await;
    let mut password = PASSWORD.to_owned();
    for (round, by_code) in [(1, true), (2, false)] {
        let asked = call(&world, "forgot-password", json!({"email": OWNER})).await;
        assert_eq!(
            (asked.status.as_u16(), asked.json()),
            (202, json!({"status": "accepted"}))
        );
        let mail = world
            .newest_mail(&mailbox, MailKind::ResetPassword, OWNER)
            .await
            .content;
        let next = format!("{NEW} {round}");
        let body = if by_code {
            json!({"email": OWNER, "code": mail.code, "password": next})
        } else {
            let link = mail.link.unwrap();
            let token = link.split_once("?code=").unwrap().1;
            json!({"token": token, "password": next})
        };
        let set = call(&world, "reset-password", body.clone()).await;
        assert_eq!(set.status, 204, "{}", set.text());
        call(&world, "reset-password", body)
            .await
            .is_problem(400, "code_refused");
        assert!(signs_in(&world, &next).await && !signs_in(&world, &password).await);
        password = next;
    }
}

#[tokio::test]
async fn an_address_is_verified_once() {
    let (world, mailbox) = World::with_mailbox().await;
    world.tenant("acme").await;
    let mail = world
        .newest_mail(&mailbox, MailKind::VerifyEmail, OWNER)
        .await
        .content;
    let body = json!({"email": OWNER, "code": mail.code});
    assert_eq!(call(&world, "verify-email", body.clone()).await.status, 204);
    call(&world, "verify-email", body)
        .await
        .is_problem(400, "code_refused");
}

#[tokio::test]
async fn who_has_no_account_is_answered_alike() {
    let (world, mailbox) = World::with_mailbox().await;
    world.tenant("acme").await;
    world.workers.deliver_mail().await.unwrap();
    let known = mailbox.mails().len();
    for name in ["forgot-password", "verify-email/resend"] {
        let [one, two] = [OWNER, "nobody@example.test"].map(|email| json!({"email": email}));
        let (one, two) = (call(&world, name, one).await, call(&world, name, two).await);
        assert_eq!((one.status, &one.body), (two.status, &two.body), "{name}");
    }
    world.workers.deliver_mail().await.unwrap();
    assert_eq!(mailbox.mails().len(), known + 2);
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let (world, _) = World::with_mailbox().await;
    world.tenant("acme").await;
    let empty = call(&world, "forgot-password", json!({"email": " "})).await;
    empty.is_problem(422, "invalid_input");
    let without = json!({"code": "12345678", "password": NEW});
    let refused = call(&world, "reset-password", without).await;
    refused.is_problem(422, "invalid_input");
    assert_eq!(refused.json()["errors"][0]["field"], "email");
}

#[tokio::test]
async fn a_sign_in_that_wants_a_verified_address_goes_on_with_its_handle() {
    let (world, mailbox) = World::with_mailbox().await;
    let tenant = world.tenant("acme").await;
    let overrides = PolicyOverrides {
        require_verified_email: Some(true),
        ..PolicyOverrides::default()
    };
    tenant.update_policy(overrides, &anonymous()).await.unwrap();
    world.clock.advance(1);
    let body = json!({"email": OWNER, "password": PASSWORD});
    let waits = call(&world, "sign-in", body).await.json();
    assert_eq!(waits["status"], "action_required");
    assert_eq!(waits["action"], "verify_email");
    let flow = &waits["flow"];
    let early = call(&world, "verify-email", json!({"flow": flow})).await;
    assert_eq!(early.json(), waits, "the same handle is good yet");
    let mail = world
        .newest_mail(&mailbox, MailKind::VerifyEmail, OWNER)
        .await;
    let body = json!({"flow": flow, "email": OWNER, "code": mail.content.code});
    let open = call(&world, "verify-email", body).await;
    assert_eq!(open.status, 200, "{}", open.text());
    assert_eq!(open.json()["status"], "signed_in");
    let again = call(&world, "verify-email", json!({"flow": flow})).await;
    again.is_problem(400, "flow_unknown");
}
