//! Invitations, as JSON and as pages.

use authnex_core::{mail::MailKind, role::CATALOGUE};
use authnex_http::DevMailbox;
use serde_json::{Value, json};

use crate::{
    harness::{EMAIL, PASSWORD, Reply, World, call, get, post, sign_up},
    pages::browser::Browser,
};

const PATH: &str = "/t/acme/api/v1/invites";
const BEA: &str = "bea@example.test";

async fn world() -> (World, DevMailbox, String) {
    let (world, mailbox) = World::with_mailbox().await;
    let acme = world.tenant("acme").await;
    sign_up(&acme, EMAIL).await;
    world.tenant("globex").await;
    // Nobody gives away what they do not have: this key has everything.
    let all = CATALOGUE.map(|(name, _)| name);
    let key = world.key("acme", &all).await;
    (world, mailbox, key)
}

async fn invite(world: &World, key: &str, body: Value) -> Reply {
    post(PATH).bearer(key).json(&body).send(world).await
}

async fn mailed_token(world: &World, mailbox: &DevMailbox) -> String {
    let mail = world.newest_mail(mailbox, MailKind::Invitation, BEA).await;
    let link = mail.content.link.unwrap();
    link.split_once("/accept-invite?token=")
        .unwrap()
        .1
        .to_owned()
}

async fn accept(world: &World, slug: &str, body: Value) -> Reply {
    let path = format!("/t/{slug}/api/v1/auth/accept-invite");
    post(&path).json(&body).send(world).await
}

async fn status(world: &World, key: &str, id: &str) -> String {
    let shown = get(&format!("{PATH}/{id}")).bearer(key).send(world).await;
    shown.json()["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_invited_picks_a_password_and_is_signed_in_with_the_roles() {
    let (world, mailbox, key) = world().await;
    let body = json!({"email": BEA, "name": "Bea", "roles": ["admin"]});
    let made = invite(&world, &key, body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    assert_eq!(made["status"], "pending");
    let id = made["id"].as_str().unwrap();
    let token = mailed_token(&world, &mailbox).await;
    let short = json!({"token": token, "password": "short"});
    accept(&world, "acme", short)
        .await
        .is_problem(422, "invalid_input");
    let body = json!({"token": token, "password": PASSWORD});
    accept(&world, "globex", body.clone())
        .await
        .is_problem(400, "invite_not_valid");
    let signed_in = accept(&world, "acme", body.clone()).await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.text());
    let access = signed_in.json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let me = get("/t/acme/api/v1/me").bearer(&access).send(&world).await;
    let me = me.json();
    assert_eq!(me["user"]["email"], BEA);
    assert_eq!(me["user"]["email_verified"], true);
    assert_eq!(me["user"]["name"], "Bea");
    assert_eq!(me["roles"], json!(["admin"]));
    accept(&world, "acme", body)
        .await
        .is_problem(400, "invite_not_valid");
    assert_eq!(status(&world, &key, id).await, "accepted");
    let again = post(&format!("{PATH}/{id}/resend")).bearer(&key);
    again.send(&world).await.is_problem(409, "invite_accepted");
}

#[tokio::test]
async fn sending_again_ends_the_old_link_and_taking_back_ends_both() {
    let (world, mailbox, key) = world().await;
    let made = invite(&world, &key, json!({"email": BEA})).await.json();
    let id = made["id"].as_str().unwrap();
    let first = mailed_token(&world, &mailbox).await;
    // Past its time it can be sent again.
    world.clock.advance(72 * 3_600);
    assert_eq!(status(&world, &key, id).await, "expired");
    let late = json!({"token": first, "password": PASSWORD});
    accept(&world, "acme", late.clone())
        .await
        .is_problem(400, "invite_not_valid");
    let again = post(&format!("{PATH}/{id}/resend")).bearer(&key);
    assert_eq!(again.send(&world).await.status, 200);
    let second = mailed_token(&world, &mailbox).await;
    assert_ne!(first, second);
    accept(&world, "acme", late)
        .await
        .is_problem(400, "invite_not_valid");
    let revoke = call("DELETE", &format!("{PATH}/{id}")).bearer(&key);
    assert_eq!(revoke.send(&world).await.status, 204);
    let body = json!({"token": second, "password": PASSWORD});
    accept(&world, "acme", body)
        .await
        .is_problem(400, "invite_not_valid");
    assert_eq!(status(&world, &key, id).await, "revoked");
}

#[tokio::test]
async fn nobody_is_invited_twice_nor_who_has_an_account_nor_into_roles_beyond_the_callers() {
    let (world, _mailbox, key) = world().await;
    assert_eq!(
        invite(&world, &key, json!({"email": BEA})).await.status,
        201
    );
    invite(&world, &key, json!({"email": "Bea@example.test"}))
        .await
        .is_problem(409, "already_invited");
    invite(&world, &key, json!({"email": EMAIL}))
        .await
        .is_problem(409, "user_taken");
    let unknown = json!({"email": "cy@example.test", "roles": ["nobody"]});
    invite(&world, &key, unknown)
        .await
        .is_problem(422, "invalid_input");
    invite(&world, &key, json!({"email": "nonsense"}))
        .await
        .is_problem(422, "invalid_input");
    let plain = world.key("acme", &["users:write"]).await;
    let owner = json!({"email": "cy@example.test", "roles": ["owner"]});
    invite(&world, &plain, owner)
        .await
        .is_problem(403, "permission_required");
    // Nor does it send again what it may not give.
    let admin = json!({"email": "dee@example.test", "roles": ["admin"]});
    let made = invite(&world, &key, admin).await.json();
    let path = format!("{PATH}/{}/resend", made["id"].as_str().unwrap());
    post(&path)
        .bearer(&plain)
        .send(&world)
        .await
        .is_problem(403, "permission_required");
}

#[tokio::test]
async fn another_tenants_invitation_is_absent() {
    let (world, _mailbox, key) = world().await;
    let made = invite(&world, &key, json!({"email": BEA})).await.json();
    let id = made["id"].as_str().unwrap();
    let other = world.key("globex", &["users:read", "users:write"]).await;
    let path = format!("/t/globex/api/v1/invites/{id}");
    for call in [
        get(&path),
        call("DELETE", &path),
        post(&format!("{path}/resend")),
    ] {
        call.bearer(&other)
            .send(&world)
            .await
            .is_problem(404, "not_found");
    }
    assert_eq!(status(&world, &key, id).await, "pending");
}

#[tokio::test]
async fn the_mails_link_leads_to_a_page_that_makes_the_account_and_signs_in() {
    let (world, mailbox, key) = world().await;
    let made = invite(&world, &key, json!({"email": BEA, "name": "Bea <b>"})).await;
    assert_eq!(made.status, 201);
    let token = mailed_token(&world, &mailbox).await;
    let mut browser = Browser::new(&world);
    let path = format!("/t/acme/accept-invite?token={token}");
    // Scanners follow links: looking uses nothing up.
    for _ in 0..2 {
        let page = browser.open(&path).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains(BEA) && page.text().contains("Bea &#60;b&#62;"));
    }
    let action = "/t/acme/accept-invite";
    let short = [("token", token.as_str()), ("password", "short")];
    let refused = browser.fill_in(&path, action, &short).await;
    assert_eq!(refused.status, 422);
    let fields = [
        ("token", token.as_str()),
        ("name", "Bea"),
        ("password", PASSWORD),
    ];
    let done = browser.fill_in(&path, action, &fields).await;
    assert_eq!(
        done.header("location"),
        "/t/acme/signed-in",
        "{}",
        done.text()
    );
    let over = Browser::new(&world).open(&path).await;
    assert_eq!(over.status, 410);
    assert!(!over.text().contains("<form"));
}
